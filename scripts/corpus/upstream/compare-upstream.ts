import type { Stack } from '../../../test/support/start-stack.ts';
import type { CorpusSet } from '../corpus-set.ts';
import { compare, type Item, type Row } from '../row.ts';
import { asReported } from '../spelling.ts';
import type { CorpusTable } from '../tables.ts';
import { askUpstream, type UpstreamAnswer } from './answers.ts';
import { createExpectedUpstream, type ExpectedUpstream } from './expected-upstream.ts';

/** A table with what should stand above it, and what is answered. */
export interface Judged {
  readonly name: string;
  readonly type: string;
  readonly expected: ExpectedUpstream;
  readonly answer: NonNullable<UpstreamAnswer>;
}

const TYPES = ['model', 'seed', 'snapshot', 'source'];
const VERDICTS = ['ERROR', 'WARN', 'UNKNOWN', 'PASS'];

/** What stands above every table that matches: sources in their order, the time of the data, verdicts, and what is broken how far up. */
export async function compareUpstream(
  stack: Stack,
  set: CorpusSet,
  tables: readonly CorpusTable[],
): Promise<readonly Row[]> {
  const expectedOf = createExpectedUpstream(set);
  const matched = tables.flatMap(({ name, claimants }) => {
    const [first] = claimants;
    if (first === undefined) return [];
    // Of several sources over one relation, the first whose load time is known tells.
    const told =
      first.type === 'source' ? claimants.find((node) => expectedOf(node).dataAsOf !== null) : first;
    return [{ name, answering: told ?? first }];
  });
  const answers = await askUpstream(
    stack,
    matched.map(({ answering }) => asReported(set.adapterType, answering.relation)),
  );
  const judged = matched.flatMap(({ name, answering }, position): readonly Judged[] => {
    const answer = answers[position] ?? null;
    return answer === null ? [] : [{ name, type: answering.type, expected: expectedOf(answering), answer }];
  });
  const unanswered = matched.filter((_, position) => (answers[position] ?? null) === null);
  return [
    compare('upstream of tables that match', matched.length, [
      ...judged.map(({ name }) => ({ item: name, isAnswered: true })),
      ...unanswered.map(({ name }) => ({ item: name, isAnswered: false })),
    ]),
    ...rowsOfUpstream(judged),
  ];
}

export function rowsOfUpstream(judged: readonly Judged[]): readonly Row[] {
  return [
    ...TYPES.flatMap((type) =>
      toTypeRow(
        type,
        judged.filter((table) => table.type === type),
      ),
    ),
    compareSources(judged),
    compareTimes(judged),
    ...VERDICTS.flatMap((verdict) => toVerdictRow(verdict, judged)),
    compareFailing(judged),
    compareReasons(judged),
  ];
}

/** Tables of one kind of which all is right, whatever it is. */
function toTypeRow(type: string, judged: readonly Judged[]): readonly Row[] {
  const items = judged.map(({ name, expected, answer }) => ({
    item: `${name}: ${JSON.stringify(toComparable(answer))} is not ${JSON.stringify(toExpected(expected))}`,
    isAnswered: JSON.stringify(toComparable(answer)) === JSON.stringify(toExpected(expected)),
  }));
  return items.length === 0 ? [] : [compare(`upstream of each ${type}`, items.length, items)];
}

function toComparable({
  dataAsOf,
  sourceStatus,
  sourceCount,
  unknownSources,
  sources,
  failing,
}: Judged['answer']) {
  return {
    dataAsOf,
    sourceStatus,
    sourceCount,
    unknownSources,
    sources: sources.map(({ node, maxLoadedAt, status }) => [node.uniqueId, maxLoadedAt, status]),
    failing: failing.map(({ node, distance }) => [node.uniqueId, distance]),
  };
}

function toExpected({ dataAsOf, sourceStatus, sources, failing }: ExpectedUpstream): object {
  const shown = (verdict: string | null) => (verdict === 'UNKNOWN' ? null : verdict);
  return {
    dataAsOf,
    sourceStatus,
    sourceCount: sources.length,
    unknownSources: sources.filter(({ maxLoadedAt }) => maxLoadedAt === null).length,
    sources: sources.map(({ uniqueId, maxLoadedAt, verdict }) => [uniqueId, maxLoadedAt, shown(verdict)]),
    failing: failing.map(({ uniqueId, distance }) => [uniqueId, distance]),
  };
}

/** Each source above each table, once a table. */
function compareSources(judged: readonly Judged[]): Row {
  return compareParts(
    'sources upstream of a table',
    judged,
    ({ expected }) => expected.sources.map(({ uniqueId }) => uniqueId),
    ({ answer }) => answer.sources.map(({ node }) => node.uniqueId),
  );
}

function compareFailing(judged: readonly Judged[]): Row {
  return compareParts(
    'failing upstream of a table',
    judged,
    ({ expected }) => expected.failing.map(({ uniqueId, distance }) => `${uniqueId} ${distance} edges away`),
    ({ answer }) => answer.failing.map(({ node, distance }) => `${node.uniqueId} ${distance} edges away`),
  );
}

function compareParts(
  measure: string,
  judged: readonly Judged[],
  expectedOf: (table: Judged) => readonly string[],
  answeredOf: (table: Judged) => readonly string[],
): Row {
  const items: Item[] = [];
  const extras: Item[] = [];
  for (const table of judged) {
    const [expected, answered] = [new Set(expectedOf(table)), new Set(answeredOf(table))];
    for (const part of expected)
      items.push({ item: `${table.name}: ${part}`, isAnswered: answered.has(part) });
    for (const part of [...answered].filter((one) => !expected.has(one))) {
      extras.push({ item: `${table.name}: ${part}, not counted`, isAnswered: true });
    }
  }
  return compare(measure, items.length, items, extras);
}

/** Tables of which the time of the data is known, and no other. */
function compareTimes(judged: readonly Judged[]): Row {
  const toItem = ({ name, expected, answer }: Judged): Item => ({
    item: `${name} reads ${answer.dataAsOf}, not ${expected.dataAsOf}`,
    isAnswered: answer.dataAsOf === expected.dataAsOf,
  });
  const known = judged.filter(({ expected }) => expected.dataAsOf !== null);
  const extras = judged.filter(
    ({ expected, answer }) => expected.dataAsOf === null && answer.dataAsOf !== null,
  );
  return compare(
    'tables with the time of their data',
    known.length,
    known.map(toItem),
    extras.map((table) => ({ ...toItem(table), isAnswered: true })),
  );
}

function toVerdictRow(verdict: string, judged: readonly Judged[]): readonly Row[] {
  const expected = judged.filter((table) => table.expected.sourceStatus === verdict);
  const extras = judged.filter(
    (table) => table.expected.sourceStatus !== verdict && table.answer.sourceStatus === verdict,
  );
  if (expected.length + extras.length === 0) return [];
  const toItem = ({ name, answer }: Judged) => `${name} is ${answer.sourceStatus}`;
  return [
    compare(
      `tables whose worst source is ${verdict}`,
      expected.length,
      expected.map((table) => ({ item: toItem(table), isAnswered: table.answer.sourceStatus === verdict })),
      extras.map((table) => ({ item: toItem(table), isAnswered: true })),
    ),
  ];
}

/** A reason stands wherever the time is not known or leaves sources out, and nowhere else. */
function compareReasons(judged: readonly Judged[]): Row {
  const needsOne = ({ dataAsOf, sources }: ExpectedUpstream) =>
    dataAsOf === null || sources.some(({ maxLoadedAt }) => maxLoadedAt === null);
  const items = judged.filter(({ expected }) => needsOne(expected));
  const extras = judged.filter(({ expected, answer }) => !needsOne(expected) && answer.reason !== null);
  return compare(
    'reasons for a time that is unknown or leaves sources out',
    items.length,
    items.map(({ name, answer }) => ({ item: name, isAnswered: answer.reason !== null })),
    extras.map(({ name, answer }) => ({ item: `${name}: ${answer.reason}`, isAnswered: true })),
  );
}
