import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchTable } from '../../src/facts/match-table.ts';
import { describeNearMiss } from '../../src/facts/near-miss/describe-near-miss.ts';
import type { IndexedNode, Relation } from '../../src/facts/node.ts';
import type { RelationIndex } from '../../src/facts/relation-index.ts';
import { environment, model, source } from './builders.ts';

const ADAPTERS = ['snowflake', 'postgres', 'redshift', 'bigquery', 'exotic'];
const adapter = fc.constantFrom(...ADAPTERS);

/** Words that do not come near one another by chance. */
const WORDS = ['alpha', 'Brave', 'charlie_7', 'DELTA', 'echo-x', 'foxtrot'] as const;
const word = fc.constantFrom(...WORDS);
const path = fc.record({ database: word, schema: word, name: word });
const paths = fc.uniqueArray(path, {
  minLength: 1,
  maxLength: 10,
  selector: ({ database, schema, name }) => `${database}.${schema}.${name}`.toLowerCase(),
});

/** A part of a path as somebody may type it. */
const typePart: fc.Arbitrary<(part: string) => string> = fc.constantFrom(
  (part) => part,
  (part) => `"${part}"`,
  (part) => `\`${part}\``,
  (part) => `[${part}]`,
  (part) => ` "${part}" `,
);
const typeWhole: fc.Arbitrary<(parts: readonly string[]) => string> = fc.oneof(
  fc.tuple(typePart, typePart, typePart).map((types) => (parts: readonly string[]) => {
    const typed = parts.map((part, at) => types[at]?.(part) ?? part);
    return typed.join('.');
  }),
  fc.constantFrom(
    (parts: readonly string[]) => `"${parts.join('.')}"`,
    (parts: readonly string[]) => `\`${parts.join('.')}\``,
    ([database, ...rest]: readonly string[]) => `${database}:${rest.join('.')}`,
    ([database, ...rest]: readonly string[]) => `[${database}:${rest.join('.')}]`,
  ),
);

/** The same relation with all or part of its path in another field. */
const misplace: fc.Arbitrary<(target: Relation & { database: string }) => Relation> = fc
  .tuple(
    typeWhole,
    typePart,
    fc.constantFrom('name', 'schema', 'schema and name'),
    fc.option(word, { nil: null }),
    word,
  )
  .map(([whole, part, where, otherDatabase, otherSchema]) => ({ database, schema, name }) => {
    if (where === 'name') {
      return { database: otherDatabase, schema: otherSchema, name: whole([database, schema, name]) };
    }
    const inSchema = `${part(database)}.${part(schema)}`;
    if (where === 'schema') return { database: otherDatabase, schema: inSchema, name: part(name) };
    return { database: otherDatabase, schema: inSchema, name: `${part(schema)}.${part(name)}` };
  });

function toNodes(relations: readonly Relation[]): readonly IndexedNode[] {
  return relations.map((each, at) => model(`m${at}`, 'x.x.x', { ...each, identifier: each.name }));
}

it('a path typed into the wrong field, in whatever quotes, is found: its relation, once, and no other', () => {
  fc.assert(
    fc.property(adapter, paths, fc.nat(), misplace, (adapterType, all, pick, typed) => {
      const target = all[pick % all.length];
      if (target === undefined) return;
      const nodes = toNodes(all);
      const applied = environment(adapterType, [
        ...nodes,
        source('twin', 'x.x.x', { ...target, identifier: target.name }),
      ]);
      const reason = describeNearMiss(typed(target), [applied], [environment(adapterType, nodes)]);
      const spelled = `\`${target.database}.${target.schema}.${target.name}\``;
      expect(relationsIn(reason)).toEqual([spelled]);
      expect(reason).toContain(`it is ${spelled} of model `);
    }),
    { numRuns: 1_000 },
  );
});

/** Few letters, so that names are near one another in every respect at once. */
const near = fc.stringMatching(/^[aA](bcdef|bcdfe|bcdefs|_bcdef|bcdef_v[12])$/);
const place = fc.constantFrom('one', 'One', 'ones', 'o-ne', 'two');
const asked: fc.Arbitrary<Relation> = fc
  .record({ database: fc.option(place, { nil: null }), schema: fc.oneof(place, fc.constant('')), name: near })
  .chain((names) =>
    fc.constantFrom(names, { ...names, name: `"${names.name}"` }, { ...names, name: `two.${names.name}` }),
  );
const node: fc.Arbitrary<IndexedNode> = fc
  .record({
    resourceType: fc.constantFrom('MODEL', 'SOURCE', 'SEED'),
    materializedType: fc.constantFrom('table', 'ephemeral'),
    database: place,
    schema: place,
    identifier: fc.oneof(near, fc.constant('abcd*')),
    name: near,
    isQuoted: fc.boolean(),
    id: fc.nat({ max: 20 }),
  })
  .map(({ isQuoted, id, ...rest }) =>
    model(`n${id}`, 'x.x.x', {
      ...rest,
      uniqueId: `${rest.resourceType.toLowerCase()}.shop.n${id}`,
      relationName: isQuoted ? `"${rest.database}"."${rest.schema}"."${rest.identifier}"` : null,
    }),
  );
const nodes = fc.uniqueArray(node, { maxLength: 8, selector: ({ uniqueId }) => uniqueId });
const states = fc.record({ adapterType: adapter, built: nodes, declared: nodes });

it('every name in a reason is one of the index, or one that was asked; every relation is one of the index, listed once', () => {
  fc.assert(
    fc.property(asked, states, (relation, { adapterType, built, declared }) => {
      const indexed = [...built, ...declared];
      const states: readonly RelationIndex[] = [built, declared].map((each) =>
        environment(adapterType, each),
      );
      const reason = describeNearMiss(relation, states.slice(0, 1), states.slice(1));
      const known = new Set(indexed.flatMap(namesOf));
      const askedNames = new Set(askedIn(relation));
      const unknown = quotedIn(reason).filter((name) => !known.has(name) && !askedNames.has(name));
      expect(unknown).toEqual([]);
      const listed = relationsIn(reason);
      expect(new Set(listed).size).toBe(listed.length);
      expect(listed.filter((each) => !known.has(each.slice(1, -1)))).toEqual([]);
      for (const [, path, id] of reason.matchAll(/`([^`]+)` of \w+ `[^`]+` \(([^)]+)\)/g)) {
        const owners = indexed.filter(({ uniqueId }) => uniqueId === id);
        expect(owners.flatMap(namesOf)).toContain(path);
      }
    }),
    { numRuns: 1_500 },
  );
});

it('what is said to exist in a schema matches there under the very name that was asked', () => {
  let said = 0;
  fc.assert(
    fc.property(asked, states, (relation, { adapterType, built, declared }) => {
      const applied = environment(adapterType, built);
      const reason = describeNearMiss(relation, [applied], [environment(adapterType, declared)]);
      const found = /`([^`]+)` exists in schema (.+?)(?:, not `[^`]*`)? \(/.exec(reason);
      if (found === null) return;
      said += 1;
      for (const schema of quotedIn(found[2] ?? '')) {
        const there = { database: null, schema, name: found[1] ?? '' };
        expect(matchTable(there, [applied]).status).not.toBe('NOT_IN_DBT');
        expect(relation.name).toContain(there.name);
      }
    }),
    { numRuns: 1_500 },
  );
  expect(said).toBeGreaterThan(20);
});

/** All that stands between backticks. */
function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

/** Whole relations: two dots outside of ids. */
function relationsIn(reason: string): readonly string[] {
  return quotedIn(reason)
    .filter((name) => name.split('.').length === 3)
    .map((name) => `\`${name}\``);
}

function namesOf({ name, database, schema, identifier }: IndexedNode): readonly string[] {
  return [name, database, schema, identifier, `${database}.${schema}.${identifier}`].flatMap(
    (each) => each ?? [],
  );
}

/** The names asked, whole and in the parts that somebody typed together. */
function askedIn({ database, schema, name }: Relation): readonly string[] {
  const bare = [database ?? '', schema, ...name.replaceAll('"', '').split('.')];
  const [last = ''] = bare.slice(-1);
  return [...bare, `${bare.at(-2)}.${last}`, `${schema}.${last}`];
}
