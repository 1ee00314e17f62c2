import { type AnsweredNode, reasonWithoutFacts } from './answered-nodes.ts';
import type { Cause } from './explanations.ts';
import type { CorpusSet } from './read-set.ts';
import { compare, type Item, type Row } from './row.ts';

const OUTCOMES: Readonly<Record<string, string>> = {
  pass: 'PASS',
  warn: 'WARN',
  fail: 'FAIL',
  error: 'ERROR',
  skipped: 'SKIPPED',
};

/** Every test of the manifest is shown by a table of its own, with the result that the run left. */
export function compareTests(set: CorpusSet, answered: readonly AnsweredNode[]): readonly Row[] {
  const shown = collectShown(answered);
  const entries = new Map(answered.map((entry) => [entry.node.uniqueId, entry]));
  const owners = new Map(set.tests.map((test) => [test.uniqueId, test.owners]));
  const causeOfMissing = (testId: string) => causeOf(owners.get(testId) ?? [], entries);
  const tests = set.tests.map(({ uniqueId }) => ({
    item: uniqueId,
    isAnswered: shown.has(uniqueId),
    cause: causeOfMissing(uniqueId),
  }));
  const results = Map.groupBy(
    set.results.filter(({ uniqueId }) => owners.has(uniqueId)),
    ({ uniqueId, status }) => `${uniqueId.split('.', 1)[0]}:${status}`,
  );
  const byResult = Object.entries(set.counts.run_results.statuses).filter(([key]) =>
    /^(unit_)?test:/.test(key),
  );
  return [
    compare('tests', set.counts.data_tests + set.counts.unit_tests, tests),
    ...byResult.map(([key, count]) => {
      const items = (results.get(key) ?? []).map(({ uniqueId, status }): Item => {
        const outcome = shown.get(uniqueId);
        const isCompiled = !set.executed && outcome === 'NOT_RUN';
        return {
          item: `${uniqueId} reads ${outcome ?? 'nothing'}`,
          isAnswered: set.executed && outcome !== undefined && outcome === OUTCOMES[status],
          cause: isCompiled ? 'compiled-only' : outcome === undefined ? causeOfMissing(uniqueId) : null,
        };
      });
      return compare(`results ${key}`, count, items);
    }),
    compareUnproven(set, shown),
  ];
}

/** Null unless no owner of the test has a table. A source whose builder answers has one: it shows the tests of both. */
function causeOf(owners: readonly string[], entries: ReadonlyMap<string, AnsweredNode>): Cause | null {
  const causes = owners.map((id): Cause | null => {
    const entry = entries.get(id);
    if (entry === undefined) return 'disabled';
    return entry.isOvershadowed ? null : reasonWithoutFacts(entry);
  });
  const [first = 'reads-no-table'] = causes;
  return causes.includes(null) ? null : first;
}

/** A test without a result of its own never shows a verdict. */
function compareUnproven(set: CorpusSet, shown: ReadonlyMap<string, string>): Row {
  const proven = new Set(set.executed ? set.results.map(({ uniqueId }) => uniqueId) : []);
  const wrong = [...shown].flatMap(([uniqueId, outcome]) =>
    proven.has(uniqueId) || outcome === 'NOT_RUN'
      ? []
      : [{ item: `${uniqueId} reads ${outcome}`, isAnswered: true }],
  );
  return compare('verdicts that no run left', 0, [], wrong);
}

/** The verdict of every freshness check stands on its source's table. */
export function compareFreshness(set: CorpusSet, answered: readonly AnsweredNode[]): readonly Row[] {
  const entries = new Map(answered.map((entry) => [entry.node.uniqueId, entry]));
  return Object.entries(set.counts.source_freshness_statuses ?? {}).map(([status, count]) => {
    const items = set.freshness
      .filter((result) => result.status === status)
      .map(({ uniqueId }) => ({
        item: uniqueId,
        isAnswered: entries.get(uniqueId)?.answer.dbt.freshness.sourceStatus === OUTCOMES[status],
      }));
    return compare(`freshness ${status}`, count, items);
  });
}

/** Outcome by test. Two tables that show one test must agree. */
function collectShown(answered: readonly AnsweredNode[]): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  for (const { answer } of answered) {
    for (const { uniqueId, outcome } of answer.dbtTests ?? []) {
      const before = shown.get(uniqueId);
      shown.set(uniqueId, before === undefined || before === outcome ? outcome : `${before} and ${outcome}`);
    }
  }
  return shown;
}
