/**
 * The words that dbt writes for how a node fared. The list grows with dbt, so only the words that say that something
 * went wrong are closed; an unknown word never reads as a failure or an absence.
 */
const BUILT = new Set(['success', 'warn', 'pass']);
const NOT_BUILT = new Set(['error', 'fail', 'skipped', 'cancelled', 'runtime error']);
/** Verdicts of a test on rows. Nothing but these says anything about the data. */
const VERDICTS = new Set(['pass', 'warn', 'fail', 'error']);
const SKIPPED = new Set(['skipped', 'cancelled']);

/** Lower case. Attempts that broke are one word to the API. */
export function toShownStatus(status: string): string {
  const word = toWord(status);
  return word === 'runtime error' || word === 'partial success' ? 'error' : word;
}

/** Whether the node was built anew from beginning to end: this moves the time of its last build. */
export function isBuild(status: string): boolean {
  return BUILT.has(toWord(status));
}

/**
 * Whether the relation stands in the warehouse after this attempt. True also of a relation that was left as it was
 * (`reused`, `no-op`), and of one of which only some batches were built (`partial success`).
 */
export function provesRelation(status: string): boolean {
  const word = toWord(status);
  return word !== '' && !NOT_BUILT.has(word);
}

export function isVerdict(status: string): boolean {
  return VERDICTS.has(toShownStatus(status));
}

export function isSkip(status: string): boolean {
  return SKIPPED.has(toWord(status));
}

/** A test answers `success` only where it was compiled, whatever the command was. */
export function isCompiledTest(uniqueId: string, status: string): boolean {
  return isTestId(uniqueId) && toWord(status) === 'success';
}

export function isTestId(uniqueId: string): boolean {
  return /^(unit_)?test\./.test(uniqueId);
}

function toWord(status: string): string {
  return status.trim().toLowerCase();
}
