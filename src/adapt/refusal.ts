/** Why nothing is written: lines for the person who asked. */
export class Refusal {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    this.lines = lines;
  }
}
