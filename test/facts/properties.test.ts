import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TestOutcome } from '../../src/facts/facts.ts';
import { explainUnmatched, matchTable } from '../../src/facts/match-table.ts';
import type { IndexedNode, Relation } from '../../src/facts/node.ts';
import { summarizeTests } from '../../src/facts/test-summary.ts';
import { environment, model, testFact } from './builders.ts';

const ADAPTERS = [
  'snowflake',
  'postgres',
  'redshift',
  'databricks',
  'bigquery',
  'clickhouse',
  'exotic',
  null,
];

/** Few letters in both cases, so that near equals abound. */
const segment = fc.stringMatching(/^[aAbB]{1,2}$/);
const database = fc.option(fc.constantFrom('a', 'A', 'b', 'none', ''), { nil: null });
const asked: fc.Arbitrary<Relation> = fc.record({ database, schema: segment, name: segment });

const node: fc.Arbitrary<IndexedNode> = fc
  .record({
    resourceType: fc.constantFrom('MODEL', 'SOURCE', 'SEED', 'SNAPSHOT'),
    database,
    schema: segment,
    identifier: fc.oneof(segment, fc.constantFrom('', 'a*', 'z')),
    quoted: fc.boolean(),
    materializedType: fc.constantFrom('table', 'view', 'ephemeral'),
    name: segment,
    id: fc.nat({ max: 99 }),
  })
  .map(({ id, quoted, resourceType, ...rest }) =>
    model(`n${id}`, 'x.x.x', {
      ...rest,
      resourceType,
      uniqueId: `${resourceType}.shop.n${id}`,
      relationName: quoted ? `"${rest.database}"."${rest.schema}"."${rest.identifier}"` : null,
    }),
  );
const nodes = fc.uniqueArray(node, { maxLength: 12, selector: ({ uniqueId }) => uniqueId });
const adapter = fc.constantFrom(...ADAPTERS);
const state = fc.record({ adapter, nodes });

it('folding never maps two distinct quoted names together', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 6 })
    .filter((text) => !/["`[\]]/.test(text) && text.trim() !== '');
  const twin = (text: string) => fc.constantFrom(text.toUpperCase(), text.toLowerCase(), `${text}x`);
  const pair = name.chain((text) => fc.tuple(fc.constant(text), fc.oneof(twin(text), name)));
  fc.assert(
    fc.property(
      pair,
      fc.constantFrom('snowflake', 'bigquery', 'clickhouse'),
      ([first, second], adapterType) => {
        fc.pre(first !== second);
        const quoted = model('quoted', 'db.s.x', { identifier: first, relationName: `"db"."s"."${first}"` });
        const match = matchTable({ database: 'db', schema: 's', name: second }, [
          environment(adapterType, [quoted]),
        ]);
        expect(match.status).toBe('NOT_IN_DBT');
      },
    ),
  );
});

it('postgres: a quoted name with a capital is never reached by another spelling', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[aAbB]{1,6}$/), fc.stringMatching(/^[aAbB]{1,6}$/), (first, second) => {
      fc.pre(first !== second && first !== first.toLowerCase());
      const quoted = model('quoted', 'db.s.x', { identifier: first, relationName: `"db"."s"."${first}"` });
      const match = matchTable({ database: 'db', schema: 's', name: second }, [
        environment('postgres', [quoted]),
      ]);
      expect(match.status).toBe('NOT_IN_DBT');
    }),
  );
});

it('a match never depends on the order of the index', () => {
  const shuffled = nodes.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(asked, adapter, shuffled, (relation, adapterType, [list, other]) => {
      expect(matchTable(relation, [environment(adapterType, other)])).toEqual(
        matchTable(relation, [environment(adapterType, list)]),
      );
    }),
    { numRuns: 500 },
  );
});

it('every reference gets exactly one status, with the answer and reason that belong to it', () => {
  fc.assert(
    fc.property(asked, fc.array(state, { maxLength: 3 }), state, (relation, applied, definition) => {
      const environments = applied.map((each, at) => environment(each.adapter, each.nodes, String(at)));
      const first = matchTable(relation, environments);
      const declared = environment(definition.adapter, definition.nodes, '0');
      const match =
        first.status === 'NOT_IN_DBT' ? explainUnmatched(relation, environments, [declared]) : first;
      const answered = ['EXACT', 'FOLDED', 'WILDCARD', 'CONFLICT'].includes(match.status);
      const unanswered = ['AMBIGUOUS', 'NOT_BUILT', 'NOT_IN_DBT'].includes(match.status);
      expect([answered, unanswered]).toContain(true);
      expect(answered && unanswered).toBe(false);
      expect(match.answer === null).toBe(unanswered);
      if (answered) expect(match.candidates[0]).toEqual(match.answer);
      if (match.status === 'NOT_IN_DBT') expect(match.candidates).toEqual([]);
      if (match.status === 'AMBIGUOUS') expect(match.candidates.length).toBeGreaterThan(1);
      expect(match.reason).not.toBe('');
    }),
    { numRuns: 500 },
  );
});

it('the roll-up does not depend on the order of the tests', () => {
  const outcome = fc.constantFrom<TestOutcome>('PASS', 'WARN', 'FAIL', 'ERROR', 'SKIPPED', 'NOT_RUN');
  const shuffled = fc
    .array(outcome, { maxLength: 20 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      const summarize = (outcomes: readonly TestOutcome[]) =>
        summarizeTests(outcomes.map((each) => testFact({ outcome: each })));
      expect(summarize(other)).toEqual(summarize(list));
    }),
  );
});
