import type { Verdict } from './memory.ts';

type Status = Extract<Verdict, { outcome: 'refused' }>['status'];

/** Why an artifact is not taken: one sentence with the remedy. */
export class Refusal extends Error {
  readonly status: Status;

  constructor(status: Status, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'Refusal';
    this.status = status;
  }
}
