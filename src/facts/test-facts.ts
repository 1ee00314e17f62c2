import { toText } from './descriptions.ts';
import type { TestFact, TestFilter, TestKind, TestOutcome, TestSeverity } from './facts.ts';
import type { IndexedNode, NodeTest } from './node.ts';
import type { NodeNames } from './node-names.ts';
import { toTestColumns } from './test-columns.ts';
import { isOwnedBy } from './test-owner.ts';
import { toTestVerdict } from './test-verdict.ts';

/** A node that claims a table, with the tests it lists. */
export interface TestedClaimant {
  readonly environmentId: string;
  readonly node: IndexedNode;
  readonly tests: readonly NodeTest[];
  /** The nodes of its environment, which may own a test that it lists. */
  readonly names: NodeNames;
}

export interface TestFactsOptions {
  /** When the table was last refreshed: earlier tests are outdated. */
  readonly refreshedAt: string | null;
  /** Severity by environment and test; null where it is not known. */
  readonly severityOf?: (environmentId: string, uniqueId: string) => TestSeverity | null;
  /** Called with each result word that is not known; the test reads NOT_RUN. */
  readonly onUnknownWord?: (word: string) => void;
}

const OUTCOME_ORDER: readonly TestOutcome[] = ['ERROR', 'FAIL', 'WARN', 'SKIPPED', 'NOT_RUN', 'PASS'];
const DATA_TESTS: readonly TestKind[] = ['GENERIC', 'SINGULAR'];

/**
 * The tests of a table from all nodes that claim it: those declared on each node, the same test of one environment once, worst outcome
 * first, then tests of the table before those of its columns, then by column, name, id and environment.
 */
export function toTestFacts(
  claimants: readonly TestedClaimant[],
  options: TestFactsOptions,
): readonly TestFact[] {
  const found = new Map<string, { environmentId: string; fact: TestFact }>();
  for (const { environmentId, node, tests, names } of claimants) {
    for (const test of tests) {
      const key = `${environmentId}\u0000${test.uniqueId}`;
      if (found.has(key)) continue;
      const kind = toTestKind(test);
      if (kind === 'GENERIC' && !isOwnedBy(test, node, names)) continue;
      found.set(key, { environmentId, fact: toTestFact(test, kind, environmentId, options) });
    }
  }
  return [...found.values()]
    .sort(
      (left, right) =>
        OUTCOME_ORDER.indexOf(left.fact.outcome) - OUTCOME_ORDER.indexOf(right.fact.outcome) ||
        compare(left.fact.columnName ?? '', right.fact.columnName ?? '') ||
        compare(left.fact.name, right.fact.name) ||
        compare(left.fact.uniqueId, right.fact.uniqueId) ||
        compare(left.environmentId, right.environmentId),
    )
    .map(({ fact }) => fact);
}

/**
 * The tests that a filter lets through. A list that is left out or null asks for the usual: all outcomes, and data tests only; an empty
 * list lets nothing through. Null for no tests to speak of.
 */
export function filterTests<Tests extends readonly TestFact[] | null>(
  tests: Tests,
  filter?: TestFilter | null,
): readonly TestFact[] | (null extends Tests ? null : never);
export function filterTests(
  tests: readonly TestFact[] | null,
  filter?: TestFilter | null,
): readonly TestFact[] | null {
  if (tests === null) return null;
  const outcomes = filter?.outcomes ?? null;
  const kinds = filter?.kinds ?? DATA_TESTS;
  return tests.filter(
    (test) => kinds.includes(test.kind) && (outcomes === null || outcomes.includes(test.outcome)),
  );
}

function toTestFact(
  test: NodeTest,
  kind: TestKind,
  environmentId: string,
  options: TestFactsOptions,
): TestFact {
  // A singular test reads whole tables, whatever column it may carry.
  const columns = kind === 'GENERIC' ? toTestColumns(test) : [];
  return {
    uniqueId: test.uniqueId,
    name: test.name,
    description: toText(test.description),
    kind,
    testName: kind === 'GENERIC' ? toTestName(test) : null,
    columnName: columns.length === 1 ? (columns[0] ?? null) : null,
    severity: options.severityOf?.(environmentId, test.uniqueId) ?? null,
    columns,
    ...toTestVerdict(test, options.refreshedAt, options.onUnknownWord),
  };
}

export function toTestKind(test: NodeTest): TestKind {
  const word = test.testType?.toUpperCase() ?? '';
  if (word.startsWith('GENERIC')) return 'GENERIC';
  if (word.startsWith('SINGULAR')) return 'SINGULAR';
  if (word.startsWith('UNIT') || test.uniqueId.startsWith('unit_test.')) return 'UNIT';
  return toText(test.metadata?.name) === null ? 'SINGULAR' : 'GENERIC';
}

function toTestName(test: NodeTest): string | null {
  const name = toText(test.metadata?.name);
  const namespace = toText(test.metadata?.namespace);
  return name === null || namespace === null ? name : `${namespace}.${name}`;
}

/** By code units, so that the order is the same on every machine. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
