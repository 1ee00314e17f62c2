/** A destination for a logger that keeps every line. */
export interface Lines {
  write(line: string): void;
  readonly text: string;
}

export function createLines(): Lines {
  const lines: string[] = [];
  return {
    write(line) {
      lines.push(line);
    },
    get text() {
      return lines.join('');
    },
  };
}
