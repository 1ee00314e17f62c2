import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_MAPPING } from '../../src/mapping/default-mapping.ts';
import { mappingSchemaText } from '../../src/mapping/json-schema.ts';
import { openMapping } from '../../src/mapping/open-mapping.ts';

it('the JSON Schema for editors is the one that the form says: npm run mapping:schema', () => {
  const file = new URL('../../schema/entity-mapping.schema.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(mappingSchemaText());
});

it("no file means today's names", async () => {
  expect(await openMapping(null)).toBe(DEFAULT_MAPPING);
});

it('a file is read whole', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'mapping-'));
  const path = join(folder.path, 'entity-mapping.yaml');
  writeFileSync(
    path,
    `tables:
  - type: Dataset
    relation: { database: place.db, schema: place.schema, name: 'name(as: PLAIN)' }
    environments: { by: account, values: { eu: [834, 912], us: ['7'] } }
    key: id
columns:
  - { type: Field, name: name, table: set, key: 'id  ' }
typePrefix: X
rename: { Dataset.dbt: facts }
owner: |
  enum As { PLAIN }
  type Place { db: String schema: String! }
  type Dataset { id: ID! place: Place! name(as: As): String account: String }
  type Field { id: ID! name: String set: Dataset! }
`,
  );
  const mapping = await openMapping(path);
  const dataset = {
    typeName: 'Dataset',
    relation: {
      kind: 'paths',
      database: [
        { name: 'place', args: '' },
        { name: 'db', args: '' },
      ],
      schema: [
        { name: 'place', args: '' },
        { name: 'schema', args: '' },
      ],
      name: [{ name: 'name', args: '(as: PLAIN)' }],
    },
    environments: {
      by: [{ name: 'account', args: '' }],
      environmentIds: new Map([
        ['eu', ['834', '912']],
        ['us', ['7']],
      ]),
    },
    ownerKey: 'id',
  };
  expect(mapping).toMatchObject({
    tables: [dataset],
    columns: [
      { typeName: 'Field', table: [{ name: 'set', args: '' }], tableTypes: [dataset], ownerKey: 'id' },
    ],
    interfaces: [],
    typePrefix: 'X',
    renames: new Map([['Dataset.dbt', 'facts']]),
  });
});

it('a file that is not there, and one with faults, are named with what to do', async () => {
  await expect(openMapping('nowhere/mapping.yaml')).rejects.toThrow(
    'The mapping file nowhere/mapping.yaml is not there. Name one by a path from where this is started, or leave ENTITY_MAPPING empty for a graph with `Table { database schema name }`.',
  );
  using folder = mkdtempDisposableSync(join(tmpdir(), 'mapping-'));
  const path = join(folder.path, 'mapping.yaml');
  writeFileSync(path, 'tables: []\n');
  await expect(openMapping(path)).rejects.toMatchObject({
    name: 'MappingFileError',
    message: expect.stringContaining('mapping.yaml cannot be used:\n- line 1: `tables` is empty.'),
  });
});
