import { type CheckedSource, type Project, run } from '../support/artifact-folder.ts';
import {
  type Fields,
  type ManifestNode,
  model,
  notNull,
  source,
  unitTest,
} from '../support/artifact-nodes.ts';

/** One table in one state of health. */
export interface Situation {
  /** A source instead of a model. Both are described and, the source, freshness aside, without a fault unless told otherwise. */
  readonly isSource?: boolean;
  readonly fields?: Fields;
  /** How each run ended for the model; one success in the latest run unless given. */
  readonly builds?: { readonly longAgo?: string; readonly earlier?: string; readonly latest?: string };
  /** A test for each outcome in the latest run, null for one that has none; one that passed, for models, unless given. */
  readonly tests?: readonly (string | null)[];
  /** A source declared over the model's own table. */
  readonly over?: Fields;
  /** The freshness check of the source, or of the one over the model. */
  readonly checked?: { readonly longAgo?: string; readonly latest?: string };
  /** How a unit test of the model ended. */
  readonly unitTest?: string;
}

const AT = {
  longAgo: '2026-10-01T02:00:00Z',
  earlier: '2026-11-24T02:00:00Z',
  latest: '2026-11-26T02:00:00Z',
};
const MAX_LOADED_AT = { longAgo: '2026-09-30T00:00:00Z', latest: '2026-11-25T00:00:00Z' };

/** Where the table of a situation stands. */
export function pathOf(number: number): string {
  return `wh.marts.t${number}`;
}

/** All situations as one project, in which the table of each stands alone. */
export function toProject(situations: readonly Situation[]): Project {
  const tables = situations.map(toTable);
  const resultsAt = (name: keyof typeof AT) =>
    Object.assign({}, ...tables.map(({ results }) => results[name]));
  const checksAt = (name: keyof typeof MAX_LOADED_AT) => ({
    at: AT[name],
    results: Object.assign({}, ...tables.map(({ checks }) => checks[name])),
  });
  return {
    nodes: tables.flatMap(({ nodes }) => nodes),
    runs: [
      run('build', AT.longAgo, resultsAt('longAgo')),
      run('build', AT.earlier, resultsAt('earlier')),
      run('build', AT.latest, resultsAt('latest')),
    ],
    checks: [checksAt('longAgo'), checksAt('latest')],
  };
}

function toTable(situation: Situation, number: number) {
  const { isSource = false, builds = { latest: 'success' }, checked = {} } = situation;
  const declare = isSource ? source.bind(null, 'raw') : model;
  const own = declare(pathOf(number), { description: 'Text.', ...situation.fields });
  const over = situation.over === undefined ? [] : [source('over', pathOf(number), situation.over)];
  const outcomes = situation.tests ?? (isSource ? [] : ['pass']);
  const tests = outcomes.map((_outcome, position) => notNull(own, `column_${position}`));
  const units = situation.unitTest === undefined ? [] : [unitTest('adds_up', own)];
  const [declared] = isSource ? [own] : over;
  return {
    nodes: [own, ...over, ...tests, ...units],
    results: {
      longAgo: isSource ? {} : toResults([own], [builds.longAgo]),
      earlier: isSource ? {} : toResults([own], [builds.earlier]),
      latest: {
        ...(isSource ? {} : toResults([own], [builds.latest])),
        ...toResults(tests, outcomes),
        ...toResults(units, [situation.unitTest]),
      },
    },
    checks: {
      longAgo: toCheck(declared, checked.longAgo, MAX_LOADED_AT.longAgo),
      latest: toCheck(declared, checked.latest, MAX_LOADED_AT.latest),
    },
  };
}

function toResults(
  nodes: readonly ManifestNode[],
  statuses: readonly (string | null | undefined)[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    nodes.flatMap(({ unique_id }, position) => {
      const status = statuses[position];
      return typeof status === 'string' ? [[unique_id, status]] : [];
    }),
  );
}

function toCheck(
  checked: ManifestNode | undefined,
  status: string | undefined,
  maxLoadedAt: string,
): Readonly<Record<string, CheckedSource>> {
  if (checked === undefined || status === undefined) return {};
  return { [checked.unique_id]: status === 'runtime error' ? { status } : { status, maxLoadedAt } };
}
