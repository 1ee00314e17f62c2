/** The criteria of health, worst first, each with the words by which its sentence is known in an answer. */
export const CRITERIA = [
  {
    criterion: 'build-failed',
    level: 'DEGRADED',
    text: 'the last build failed',
    words: /\b(build|run|attempt)\b.*(fail|error)/i,
  },
  {
    criterion: 'test-fails',
    level: 'DEGRADED',
    text: 'a data test fails or errs',
    words: /\btests?\b.*(\bfail|\berr)/i,
  },
  {
    criterion: 'freshness-error',
    level: 'DEGRADED',
    text: 'freshness is in error',
    words: /\bfreshness\b(?!.* upstream ).*\berror/i,
  },
  {
    criterion: 'upstream-error',
    level: 'DEGRADED',
    text: 'freshness of a source upstream is in error',
    words: /\bfreshness\b.* upstream .*\berror/i,
  },
  {
    criterion: 'upstream-unchecked',
    level: 'DEGRADED',
    text: 'freshness of a source upstream not checked in 30 days',
    words: /\bfreshness\b.* upstream .*\b(not|never)\b.*checked/i,
  },
  {
    criterion: 'freshness-unchecked-over-builder',
    level: 'DEGRADED',
    text: 'freshness of the source over a model, seed or snapshot not checked in 30 days',
    words: /\bfreshness\b.*\b(source over|over this)\b.*\b(not|never)\b.*checked/i,
  },
  {
    criterion: 'not-built-lately',
    level: 'CAUTION',
    text: 'not built in 30 days',
    words: /\b(no|not)\b.*(built|build)\b.*\b30 days/i,
  },
  {
    criterion: 'not-attempted',
    level: 'CAUTION',
    text: 'the last attempt was skipped or cancelled',
    words: /\battempt\b.*(skipped|cancelled)/i,
  },
  { criterion: 'no-tests', level: 'CAUTION', text: 'no data tests', words: /\bno (data )?tests\b/i },
  { criterion: 'test-warns', level: 'CAUTION', text: 'a data test warns', words: /\btests?\b.*\bwarn/i },
  {
    criterion: 'test-silent',
    level: 'CAUTION',
    text: 'a data test has no verdict',
    words: /\btests?\b.*\bno verdict/i,
  },
  {
    criterion: 'freshness-warns',
    level: 'CAUTION',
    text: 'freshness warns',
    words: /\bfreshness\b(?!.* upstream ).*\bwarn/i,
  },
  {
    criterion: 'upstream-warns',
    level: 'CAUTION',
    text: 'freshness of a source upstream warns',
    words: /\bfreshness\b.* upstream .*\bwarn/i,
  },
  {
    criterion: 'freshness-not-configured',
    level: 'CAUTION',
    text: 'freshness of a source is not configured',
    words: /\bfreshness\b.*\bnot configured/i,
  },
  {
    criterion: 'freshness-unchecked',
    level: 'CAUTION',
    text: 'freshness of a source not checked in 30 days',
    words: /\bfreshness of this source\b.*\b(not|never)\b.*checked/i,
  },
  { criterion: 'no-description', level: 'CAUTION', text: 'no description', words: /\bno description\b/i },
] as const;

export type Criterion = (typeof CRITERIA)[number]['criterion'];

/** The criteria that a sentence speaks of: exactly one, where all is well. */
export function criteriaOf(sentence: string): readonly Criterion[] {
  return CRITERIA.filter(({ words }) => words.test(sentence)).map(({ criterion }) => criterion);
}
