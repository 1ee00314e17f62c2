import { buildSchema, execute, parse } from 'graphql';
import { expect, test } from 'vitest';
import { deferredView, resolveField } from '../../discovery/graphql/deferred-view.ts';

const schema = buildSchema(
  'type Query { parents: [Node!]! } type Node { uniqueId: ID! name: String fqn: [String!] }',
);

/** What the query is answered over a thousand views, and how often the rest of one was laid out. */
async function answer(query: string) {
  let laidOut = 0;
  const parents = Array.from({ length: 1000 }, (_, index) =>
    deferredView({ uniqueId: `n${index}` }, () => {
      laidOut += 1;
      return { name: `name ${index}`, fqn: ['shop', `${index}`] };
    }),
  );
  const { data } = await execute({
    schema,
    document: parse(query),
    rootValue: { parents },
    fieldResolver: resolveField,
  });
  return { nodes: data?.parents, laidOut };
}

test('nothing but the id is laid out of nodes that are asked for their ids alone', async () => {
  const { nodes, laidOut } = await answer('{ parents { uniqueId } }');
  expect(nodes).toHaveLength(1000);
  expect(laidOut).toBe(0);
});

test('the rest is laid out once, whatever is selected of it', async () => {
  const { nodes, laidOut } = await answer('{ parents { uniqueId name fqn } }');
  expect(nodes).toContainEqual({ uniqueId: 'n7', name: 'name 7', fqn: ['shop', '7'] });
  expect(laidOut).toBe(1000);
});
