import type { CorpusSet, FreshnessCheck } from './corpus-set.ts';
import { readBuilds } from './executions.ts';
import { compare, type Row } from './row.ts';
import type { CorpusTable } from './tables.ts';

/** Tables of which a build or a freshness check tells when they were refreshed: each shows that instant, and no other table shows one. */
export function compareRefreshTimes(set: CorpusSet, tables: readonly CorpusTable[]): Row {
  const builds = readBuilds(set.nodes, set.runs);
  const checks = new Map(set.checks.map((check) => [check.uniqueId, check]));
  const expected = tables.map((table) => {
    const [answering] = table.claimants;
    if (answering === undefined) return { table, instant: null };
    const builders = builds.get(answering.uniqueId)?.lastBuiltAt ?? null;
    const loaded = table.claimants
      .map(({ uniqueId }) => toLoadedAt(checks.get(uniqueId)))
      .find((instant) => instant !== null);
    return { table, instant: toInstant(answering.type === 'source' ? (loaded ?? null) : builders) };
  });
  const known = expected.filter(({ instant }) => instant !== null);
  const items = known.map(({ table, instant }) => ({
    item: `${table.name} reads ${table.answer.lastRefreshedAt}, not ${instant}`,
    isAnswered: table.answer.lastRefreshedAt === instant,
  }));
  const extras = expected
    .filter(({ table, instant }) => instant === null && table.answer.lastRefreshedAt !== null)
    .map(({ table }) => ({ item: `${table.name} reads ${table.answer.lastRefreshedAt}`, isAnswered: true }));
  return compare('tables with a refresh time', known.length, items, extras);
}

/** A newest row as old as the check itself is that of a view, and a date of year 1 that of an empty table: no time at all. */
export function toLoadedAt(check: FreshnessCheck | undefined): string | null {
  if (check === undefined || check.maxLoadedAt === check.snapshottedAt) return null;
  return check.maxLoadedAt?.startsWith('0001-') ? null : check.maxLoadedAt;
}

/** To the millisecond, as answers have it. */
export function toInstant(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}
