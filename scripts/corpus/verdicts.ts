import { type AnsweredNode, reasonWithoutFacts } from './answered-nodes.ts';
import type { CorpusSet } from './corpus-set.ts';
import { isExecuting, readOutcomes } from './executions.ts';
import type { Cause } from './explanations.ts';
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
    set.run.results.filter(({ uniqueId }) => owners.has(uniqueId)),
    ({ uniqueId, status }) => `${uniqueId.split('.', 1)[0]}:${status}`,
  );
  const isExecuted = isExecuting(set.run);
  const byResult = Object.entries(set.counts.run_results.statuses).filter(([key]) =>
    /^(unit_)?test:/.test(key),
  );
  return [
    compare('tests', set.counts.data_tests + set.counts.unit_tests, tests),
    ...byResult.map(([key, count]) => {
      const items = (results.get(key) ?? []).map(({ uniqueId, status }): Item => {
        const outcome = shown.get(uniqueId);
        const isCompiled = !isExecuted && outcome === 'NOT_RUN';
        return {
          item: `${uniqueId} reads ${outcome ?? 'nothing'}`,
          isAnswered: isExecuted && outcome !== undefined && outcome === OUTCOMES[status],
          cause: isCompiled ? 'compiled-only' : outcome === undefined ? causeOfMissing(uniqueId) : null,
        };
      });
      return compare(`results ${key}`, count, items);
    }),
    compareLastVerdicts(set, shown),
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

/** A test shows its last real verdict of all runs; one that no run has judged never shows any. */
function compareLastVerdicts(set: CorpusSet, shown: ReadonlyMap<string, string>): Row {
  const outcomes = readOutcomes(set.nodes, set.tests, set.runs);
  const wrong = [...shown].flatMap(([uniqueId, outcome]) => {
    const left = outcomes.get(uniqueId);
    return left === outcome ? [] : [{ item: `${uniqueId} reads ${outcome}, not ${left}`, isAnswered: true }];
  });
  return compare('verdicts that no run left', 0, [], wrong);
}

/** The verdict of every freshness check stands on its source's table. */
export function compareFreshness(set: CorpusSet, answered: readonly AnsweredNode[]): readonly Row[] {
  const entries = new Map(answered.map((entry) => [entry.node.uniqueId, entry]));
  return Object.entries(set.counts.source_freshness_statuses ?? {}).map(([status, count]) => {
    const items = set.checks
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
