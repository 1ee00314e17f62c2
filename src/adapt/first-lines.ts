const SHOWN = 12;

/** A list that a person can read: of many lines the first. */
export function firstLines(lines: readonly string[]): string[] {
  return lines.length <= SHOWN + 1
    ? [...lines]
    : [...lines.slice(0, SHOWN), `- … and ${lines.length - SHOWN} more of the kind`];
}
