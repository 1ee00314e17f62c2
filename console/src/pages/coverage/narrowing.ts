import { isMatchStatus, MATCH_STATUSES, type MatchStatus, PLAIN_MATCHES } from '../../text/match-words.ts';
import { writeRelation } from '../../text/relation.ts';
import type { AskedTable, StatusCount } from './coverage-question.ts';

/** Which tables the list shows: of one status, all, or those that need attention. */
export type Narrowing = MatchStatus | 'ALL' | 'ATTENTION';

/** From the address, where anything may stand. */
export function readNarrowing(search: URLSearchParams): Narrowing {
  const status = search.get('status');
  if (status === 'ALL') return 'ALL';
  return isMatchStatus(status) ? status : 'ATTENTION';
}

/** The address of the list, below `/console`; what is left out is the default. */
export function coverageAddress(narrowing: Narrowing, search: string): string {
  const parameters = new URLSearchParams({
    ...(narrowing === 'ATTENTION' ? {} : { status: narrowing }),
    ...(search === '' ? {} : { search }),
  });
  return parameters.size === 0 ? '/coverage' : `/coverage?${parameters}`;
}

/** For the graph, which by itself lists those that need attention. */
export function toStatuses(narrowing: Narrowing): readonly MatchStatus[] | null {
  if (narrowing === 'ATTENTION') return null;
  return narrowing === 'ALL' ? MATCH_STATUSES : [narrowing];
}

export function countTables(statuses: readonly StatusCount[], narrowing: Narrowing): number {
  return statuses
    .filter(({ status }) => {
      if (narrowing === 'ALL') return true;
      return narrowing === 'ATTENTION' ? !PLAIN_MATCHES.has(status) : status === narrowing;
    })
    .reduce((sum, { tables }) => sum + tables, 0);
}

/** Those that have the text in their name or reason, without regard to case. */
export function searchTables(tables: readonly AskedTable[], search: string): readonly AskedTable[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return tables;
  return tables.filter(
    (table) =>
      writeRelation(table).toLowerCase().includes(wanted) || table.reason.toLowerCase().includes(wanted),
  );
}

/** Whole percents, rounded down: 100 is said only where nothing is missing. */
export function percentMatched(matched: number, asked: number): number {
  return asked === 0 ? 0 : Math.floor((matched / asked) * 100);
}
