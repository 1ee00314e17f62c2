/** A destination for a logger that keeps every line. */
export interface Lines {
  write(line: string): void;
  readonly text: string;
  clear(): void;
}

export function createLines(): Lines {
  let lines: string[] = [];
  return {
    write(line) {
      lines.push(line);
    },
    clear() {
      lines = [];
    },
    get text() {
      return lines.join('');
    },
  };
}
