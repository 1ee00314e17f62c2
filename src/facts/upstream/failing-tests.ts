import type { NodeTest } from '../node.ts';
import { toTestKind } from '../test-facts.ts';
import { toTestVerdict } from '../test-verdict.ts';

/** How many texts a test is kept as. */
export const TEXTS_PER_TEST = 10;

/**
 * The data tests whose shown outcome is FAIL or ERROR, each once. Tests of other nodes are among them: who owns a test is told by the names
 * of the whole environment.
 */
export function toFailingTests(tests: readonly NodeTest[]): readonly NodeTest[] {
  const failing = new Map<string, NodeTest>();
  for (const test of tests) {
    const { outcome } = toTestVerdict(test, null);
    const isFailing = (outcome === 'FAIL' || outcome === 'ERROR') && toTestKind(test) !== 'UNIT';
    if (isFailing && !failing.has(test.uniqueId)) {
      failing.set(test.uniqueId, { ...test, lastKnownResult: outcome.toLowerCase() });
    }
  }
  return [...failing.values()];
}

/** No more of a test than the rules on outcome, kind and owner need. */
export function toTexts({
  uniqueId,
  name,
  testType,
  columnName,
  metadata,
  lastKnownResult,
}: NodeTest): string[] {
  const { model, to, column_name } = metadata?.kwargs ?? {};
  const optional = [testType, columnName, metadata?.name, metadata?.namespace, model, to, column_name];
  return [
    uniqueId,
    name,
    lastKnownResult ?? '',
    ...optional.map((text) => (typeof text === 'string' ? `=${text}` : '')),
  ];
}

/** The inverse; texts that are missing read as empty ones. */
export function fromTexts(texts: readonly string[]): NodeTest {
  const [uniqueId = '', name = '', lastKnownResult = '', ...optional] = texts;
  const [testType, columnName, testName, namespace, model, to, column] = optional.map((text) =>
    text === '' ? null : text.slice(1),
  );
  return {
    uniqueId,
    name,
    description: null,
    testType: testType ?? null,
    columnName: columnName ?? null,
    metadata: {
      name: testName ?? null,
      namespace: namespace ?? null,
      kwargs: { model, to, column_name: column },
    },
    lastKnownResult,
    execution: null,
  };
}
