/** As `DbtMatchStatus` in the graph. */
export type MatchStatus =
  | 'EXACT'
  | 'FOLDED'
  | 'WILDCARD'
  | 'AMBIGUOUS'
  | 'CONFLICT'
  | 'NOT_BUILT'
  | 'NOT_IN_DBT'
  | 'NOT_CONFIGURED'
  | 'UNAVAILABLE'
  | 'CATALOG_NOT_GENERATED'
  | 'TABLE_NOT_MATCHED';

interface MatchWords {
  readonly words: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'neutral';
}

const MATCH_WORDS: Readonly<Record<MatchStatus, MatchWords>> = {
  EXACT: { words: 'Matched exactly', tone: 'good' },
  FOLDED: { words: 'Matched without case', tone: 'good' },
  WILDCARD: { words: 'Matched by a shard pattern', tone: 'good' },
  CONFLICT: { words: 'Claimed by several environments', tone: 'warn' },
  AMBIGUOUS: { words: 'Ambiguous', tone: 'warn' },
  NOT_BUILT: { words: 'Declared, not built', tone: 'warn' },
  NOT_IN_DBT: { words: 'Not in dbt', tone: 'bad' },
  NOT_CONFIGURED: { words: 'dbt is not connected', tone: 'neutral' },
  UNAVAILABLE: { words: 'dbt is unavailable', tone: 'bad' },
  CATALOG_NOT_GENERATED: { words: 'No docs generated', tone: 'neutral' },
  TABLE_NOT_MATCHED: { words: 'Table not matched', tone: 'neutral' },
};

export const MATCH_STATUSES: readonly MatchStatus[] = [
  'EXACT',
  'FOLDED',
  'WILDCARD',
  'CONFLICT',
  'AMBIGUOUS',
  'NOT_BUILT',
  'NOT_IN_DBT',
  'NOT_CONFIGURED',
  'UNAVAILABLE',
  'CATALOG_NOT_GENERATED',
  'TABLE_NOT_MATCHED',
];

/** Statuses of which `dbtCoverage` lists no tables unless it is asked to: nothing is to be done about them. */
export const PLAIN_MATCHES: ReadonlySet<MatchStatus> = new Set(['EXACT', 'FOLDED', 'WILDCARD']);

export function matchWords(status: MatchStatus): MatchWords {
  return MATCH_WORDS[status];
}

export function isMatchStatus(text: string | null): text is MatchStatus {
  return MATCH_STATUSES.some((status) => status === text);
}
