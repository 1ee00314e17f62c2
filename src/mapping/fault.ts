/** Why something cannot be used and what to write instead, in sentences for a person. */
export class Fault {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}
