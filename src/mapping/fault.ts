/** Why something cannot be used and what to write instead, in sentences for a person. */
export class Fault {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Of a mapping that was checked when it was read: a fault is a defect by then. */
export function usable<T>(value: T | Fault): T {
  if (value instanceof Fault) throw new Error(value.message);
  return value;
}
