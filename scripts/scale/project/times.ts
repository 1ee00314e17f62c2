/** Times of the generated project: the last job ended an hour before the server was started, and nodes were built one after the other. */
const JOB_ENDED_AT_MS = Date.now() - 60 * 60_000;
const SECOND_MS = 1000;

export function builtAt(number: number): string {
  return new Date(JOB_ENDED_AT_MS - (number % 3000) * SECOND_MS).toISOString();
}

/** dbt's mark of change after so many changes. */
export function changedAt(changes: number): string {
  return new Date(JOB_ENDED_AT_MS + changes * SECOND_MS).toISOString();
}
