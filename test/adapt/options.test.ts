import { describe, expect, test } from 'vitest';
import { adapted, ownerText, refusal } from './ask.ts';

const TEXT = ownerText('05');

describe('--relation', () => {
  test('names one text', async () => {
    const { mapping } = await adapted(ownerText('16'), { relation: 'fullyQualifiedName' });
    expect(mapping.tables[0]?.relation.kind).toBe('pattern');
  });

  test('names fields of any name', async () => {
    const { typeDefs } = await adapted(
      'type Query { a: Thing } type Thing { a: String b: B c(x: Int): String } type B { b: String } extend type Thing @key(fields: "a") { d: Int }',
      { tables: ['Thing'], relation: 'database=a, schema=b.b, name=c(x: 1)' },
    );
    expect(typeDefs).toContain('@requires(fields: "b { b } c(x: 1)")');
  });

  test('without --table, the types that may be tables are looked at', async () => {
    const { mapping } = await adapted(TEXT, { relation: 'fullyQualifiedName' });
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual(['Table']);
    expect(await refusal(TEXT, { relation: 'fqn' })).toContain(
      'No type that may be a table has the fields of --relation fqn.',
    );
  });

  test.each([
    ['database=a,name=b', '`schema` is missing'],
    ['schema=a,nam=b', '`nam` is no part of a relation'],
    ['schema=a b,name=c', '`a b` is no path of fields'],
    ['{', '`{` is no path of fields'],
  ])('%s', async (relation, reason) => {
    expect(await refusal(TEXT, { relation })).toContain(reason);
  });

  test('of a type that lacks the fields', async () => {
    const text = await refusal(TEXT, { tables: ['Table'], relation: 'fqn' });
    expect(text).toContain('Its fields: `id`, `name`, `fullyQualifiedName`, `columns`.');
  });
});

describe('--table', () => {
  test.each([
    ['Tabel', 'the owner has no type of this name. Did you mean `Table`?'],
    ['ID', 'the owner has no type of this name.'],
  ])('%s', async (name, reason) => {
    expect(await refusal(ownerText('01'), { tables: [name] })).toContain(reason);
  });

  test('an enum is no table', async () => {
    expect(await refusal(ownerText('21'), { tables: ['Fmt'] })).toContain('a type of kind enum');
  });

  test('a type without names of a relation', async () => {
    const text = await refusal(ownerText('25'), { tables: ['Table'] });
    expect(text).toContain('none of its fields (`id`, `number`, `capacity`) is known to hold');
    expect(text).toContain('--relation fullyQualifiedName');
  });

  test('an interface stands for its implementations', async () => {
    const { mapping } = await adapted(ownerText('10'), { tables: ['Table'] });
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual(['WarehouseTable', 'View']);
    expect(mapping.interfaces).toEqual(['Table']);
  });
});

describe('--pattern and --example', () => {
  test('an example chooses among the known forms', async () => {
    const value = 'default/snowflake/1657025257/WAREHOUSE/MARTS/CUSTOMERS';
    const { mappingText } = await adapted(TEXT, { examples: [value] });
    expect(mappingText).toContain('(?<database>[^/]+)/(?<schema>[^/]+)/(?<name>[^/]+)');
    expect(mappingText).toContain(`{ value: ${value}, database: WAREHOUSE, schema: MARTS, name: CUSTOMERS }`);
  });

  test("the names of an example decide where a form's own reading is another", async () => {
    const value = 'urn:li:dataset:(urn:li:dataPlatform:snowflake,eu.warehouse.marts.customers,PROD)';
    const read = async (names: string) => {
      const { mapping } = await adapted(ownerText('06'), { examples: [`${value} => ${names}`] });
      const relation = mapping.tables[0]?.relation;
      return relation?.kind === 'pattern' ? relation.pattern.match(value)?.database : null;
    };
    expect(await read('"eu.warehouse".marts.customers')).toBe('eu.warehouse');
    expect(await read('warehouse.marts.customers')).toBe('warehouse');
  });

  test('a pattern of their own', async () => {
    const { mapping } = await adapted(TEXT, {
      pattern: '^(?<name>\\w+)@(?<schema>\\w+)$',
      examples: ['customers@marts => marts.customers'],
    });
    const relation = mapping.tables[0]?.relation;
    expect(relation?.kind === 'pattern' && relation.pattern.match('a@b')).toEqual({ name: 'a', schema: 'b' });
  });

  test.each([
    [{ pattern: '(', examples: ['a'] }, '--pattern is no regular expression (RE2)'],
    [{ pattern: '^(?<schema>a)(?<name>b)$' }, '--pattern needs a text that it is tried on'],
    [{ pattern: '^(?<schema>a)(?<name>b)$', examples: ['abc'] }, 'does not fit the whole of `abc`'],
    [
      { pattern: '^(?<schema>.)(?<name>.)$', examples: ['ab => b.a'] },
      'finds no database, the schema `a` and the name `b` in `ab`',
    ],
    [{ examples: ['a|b|c => a.b.c'] }, 'No known form fits every example of `fullyQualifiedName`'],
    [{ examples: ['a.b.c => c.b.a'] }, '- `a.b.c` would be read as the database `a`, the schema `b`'],
    [{ examples: ['a.b.c => '] }, 'does not say which names are in which text'],
  ])('%j', async (options, reason) => {
    expect(await refusal(TEXT, options)).toContain(reason);
  });

  test('are refused where no text is taken apart', async () => {
    expect(await refusal(ownerText('01'), { examples: ['a.b.c'] })).toContain('To use a text all the same');
  });
});

describe('--environments-by and --environment', () => {
  test("a field of the owner's key that tells accounts apart is not lost, and asks for its environments", async () => {
    const { mapping, mappingText, report } = await adapted(ownerText('24'));
    expect(mapping.tables[0]?.environments).toEqual({
      by: [{ name: 'account', args: '' }],
      environmentIds: null,
    });
    expect(mappingText).toContain(
      "# environments: { by: account, values: { acme_eu: ['834'], acme_us: ['912'] } }",
    );
    expect(report.join('\n')).toContain('until then all of them answer for all');
  });

  test('values are written down', async () => {
    const { mapping } = await adapted(ownerText('24'), {
      environments: ['acme_eu=834, 835', 'acme_us=912'],
    });
    expect(mapping.tables[0]?.environments?.environmentIds).toEqual(
      new Map([
        ['acme_eu', ['834', '835']],
        ['acme_us', ['912']],
      ]),
    );
  });

  test('a field that is named stands in the key', async () => {
    const { typeDefs } = await adapted(ownerText('01'), { environmentsBy: 'id', environments: ['1=834'] });
    expect(typeDefs).toContain('type Table @key(fields: "id database schema name")');
  });

  test.each([
    [{ environmentsBy: 'acount' }, '`Table` has no such field. Its fields: `id`, `database`'],
    [{ environmentsBy: 'a b' }, '--environments-by: `a b` is no path of fields'],
    [{ environments: ['a=1'] }, 'name the field, too, --environments-by account'],
    [{ environments: ['a'] }, "write the field's value and the ids of its dbt environments"],
    [{ environments: ['a='] }, "write the field's value and the ids of its dbt environments"],
  ])('%j', async (options, reason) => {
    expect(await refusal(ownerText('01'), options)).toContain(reason);
  });
});

test('no composer at all proves nothing', async () => {
  const composersLeftOut = [
    '@apollo/composition',
    '@theguild/federation-composition',
    '@wundergraph/composition',
  ];
  expect(await refusal(ownerText('01'), { composersLeftOut })).toContain('--without leaves no composer');
});
