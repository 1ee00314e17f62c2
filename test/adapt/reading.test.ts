import { describe, expect, test } from 'vitest';
import { composeAll } from '../../src/adapt/compose.ts';
import { adapted, ownerText, refusal } from './ask.ts';

describe('a supergraph', () => {
  test.each(['02', '10', '11', '15', '20', '21', '24'])(
    'of owner %s gives the mapping of the subgraph',
    async (number) => {
      const owner = ownerText(number);
      const alone = await adapted(owner);
      const supergraph = await compose(owner);
      const adaptation = await adapted(supergraph);

      expect(served(adaptation.typeDefs)).toEqual(served(alone.typeDefs));
    },
  );

  test.each(['02', '20', '27'])('of owner %s that holds dbt already gives the same again', async (number) => {
    const owner = ownerText(number);
    const alone = await adapted(owner);
    const supergraph = await compose(owner, alone.typeDefs);
    const again = await adapted(supergraph);

    expect(served(again.typeDefs)).toEqual(served(alone.typeDefs));
    expect(again.report[0]).toContain('its graph DBT is this subgraph as it was published before');
  });

  async function compose(owner: string, dbt?: string): Promise<string> {
    const compositions = await composeAll([
      { name: 'catalog', typeDefs: owner },
      ...(dbt === undefined ? [] : [{ name: 'dbt', typeDefs: dbt }]),
    ]);
    const supergraph = compositions.find(({ supergraphSdl }) => supergraphSdl !== undefined)?.supergraphSdl;
    if (supergraph === undefined) throw new Error('It does not compose.');
    return supergraph;
  }

  /** A supergraph has its types in another order. */
  function served(typeDefs: string): string[] {
    return typeDefs.split('\n').sort();
  }
});

describe('several subgraphs', () => {
  const LINK =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@external"])';

  test('are one graph: a type has the fields of all of them, and the nullability that they agree on', async () => {
    const { typeDefs } = await adapted(
      [
        `${LINK} type Query { tables: [Table!]! } type Table @key(fields: "id") { id: ID! name: String! @shareable schema: Schema! }`,
        `${LINK} type Table @key(fields: "id") { id: ID! name: String @shareable owner: String }
       type Schema @key(fields: "id") { id: ID! }`,
        `${LINK} type Schema @key(fields: "id") { id: ID! name: String! database: String! }`,
      ].map((text, index) =>
        index === 0 ? `${text} type Schema @key(fields: "id", resolvable: false) { id: ID! }` : text,
      ),
    );
    // One of the composers takes no key whose fields come from several subgraphs.
    expect(typeDefs).toContain('type Table @key(fields: "id")');
    expect(typeDefs).toContain('@requires(fields: "schema { database name } name")');
    expect(typeDefs).toContain('name: String @external');
  });

  test('columns that one of the composers cannot reach by the names come back without it', async () => {
    const parts = [
      `${LINK} type Query { tables: [Table!]! } type Table @key(fields: "id") { id: ID! name: String! database: String! }`,
      `${LINK} type Table @key(fields: "id") { id: ID! schema: String! columns: [Column!]! }
       type Column { name: String! table: Table! }`,
    ];
    const { mapping, report } = await adapted(parts);
    expect(mapping.columns).toEqual([]);
    expect(report.join('\n')).toContain('If no gateway of yours composes so: --without wundergraph');
    const others = await adapted(parts, { composersLeftOut: ['@wundergraph/composition'] });
    expect(others.mapping.columns.map(({ typeName }) => typeName)).toEqual(['Column']);
  });

  test('one that is this subgraph itself is left out', async () => {
    const owner = ownerText('01');
    const { typeDefs } = await adapted(owner);
    const again = await adapted([owner, typeDefs]);
    expect(again.typeDefs).toBe(typeDefs);
    expect(again.report[0]).toBe('owner-2.graphql is the schema of this subgraph itself, and left out.');
    expect(await refusal(typeDefs)).toContain('These are schemas of this subgraph itself.');
  });
});

describe('schemas of other makes', () => {
  test('Federation 1 extends types and has no @link', async () => {
    const { typeDefs } = await adapted(
      `type Query { t: Table }
       type Table @key(fields: "id") { id: ID! database: String! }
       extend type Table { schema: String! name(quoted: Boolean): String! }`,
    );
    expect(typeDefs).toContain('type Table @key(fields: "id")');
    expect(typeDefs).toContain('@requires(fields: "database schema name(quoted: false)")');
  });

  test('@key by another name, which one of the composers does not take from anybody', async () => {
    const owner = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [{ name: "@key", as: "@identifiedBy" }])
       type Query { t: Table }
       type Table @identifiedBy(fields: "id") { id: ID! database: String! schema: String! name(raw: Int): String! }`;
    const text = await refusal(owner);
    expect(text).toContain('@wundergraph/composition: refuses your schema by itself already');
    expect(text).toContain('--without wundergraph');
    const { typeDefs, compositions } = await adapted(owner, {
      composersLeftOut: ['@wundergraph/composition'],
    });
    expect(compositions).toHaveLength(2);
    expect(typeDefs).toContain('type Table @key(fields: "id")');
  });

  test('directives that are defined nowhere are left out, and named', async () => {
    const { report } = await adapted(
      `${ownerText('13')} extend type Table { owner: String @auth(role: "x") @cached }`,
    );
    expect(report[0]).toBe(
      'owner-1.graphql: `@auth` and `@cached` are defined nowhere in it, and left out of the composition.',
    );
  });

  test('a Query by another name', async () => {
    const { mapping } = await adapted(
      `schema { query: RootQuery } type RootQuery { t: Table dbtLookup: Int }
       type Table { database: String! schema: String! name: String! }`,
    );
    expect(Object.fromEntries(mapping.renames)).toEqual({ 'Query.dbtLookup': 'metadataLookup' });
  });
});

describe('what is no schema', () => {
  test.each([
    ['', 'owner-1.graphql is empty.'],
    ['# nothing but a comment', 'owner-1.graphql is empty.'],
    ['type Table {\n  name String\n}', 'owner-1.graphql, line 2, column 8: this is no GraphQL schema.'],
    ['{ tables { name } }', 'owner-1.graphql holds a query, and no schema.'],
    ['scalar DateTime', 'owner-1.graphql defines no object types'],
    ['{ "data": { "__schema": {} } }', 'owner-1.graphql is JSON, as introspection answers.'],
  ])('%j', async (text, reason) => {
    expect(await refusal(text)).toContain(reason);
  });
});
