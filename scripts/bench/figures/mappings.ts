import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Row, times, toRow } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { checkAnswer } from '../check-answer.ts';
import { measureRounds, ratioOf, speedOf } from '../load/rounds.ts';
import { startLoad } from '../load/start.ts';
import { startProduct } from '../product.ts';
import type { MadeUpTable } from '../project/tables.ts';
import { roundsOf } from '../rounds-of.ts';
import { bodyOf, MANY_TABLES, TABLES, toWorkload, type Workload } from '../workloads.ts';

const WITH_MAPPING = 'mapped';
const WITHOUT = 'unmapped';

interface MappedOwner {
  readonly name: string;
  readonly typeName: string;
  readonly mapping: string;
  readonly referenceOf: (table: MadeUpTable) => Readonly<Record<string, unknown>>;
}

const OWNERS: readonly MappedOwner[] = [
  {
    name: 'another type',
    typeName: 'Dataset',
    mapping: `
tables:
  - type: Dataset
    relation: { database: database, schema: schema, name: name }
owner: |
  type Dataset { database: String! schema: String! name: String! }
`,
    referenceOf: ({ database, schema, relation }) => ({ database, schema, name: relation }),
  },
  {
    name: 'one text',
    typeName: 'Table',
    mapping: `
tables:
  - type: Table
    relation:
      from: fullyQualifiedName
      pattern: '^(?<database>[^.]+)\\.(?<schema>[^.]+)\\.(?<name>.+)$'
      examples: [{ value: analytics.marts.orders, database: analytics, schema: marts, name: orders }]
owner: |
  type Table { fullyQualifiedName: String! }
`,
    referenceOf: ({ database, schema, relation }) => ({
      fullyQualifiedName: `${database}.${schema}.${relation}`,
    }),
  },
];

/** W1 with a mapping, against W1 without. */
export async function measureMappings(run: Run): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const owner of OWNERS) rows.push(await measureOwner(run, owner));
  return rows;
}

async function measureOwner(run: Run, owner: MappedOwner): Promise<Row> {
  const figure = `W1 with a mapping (${owner.name}), against W1 without`;
  run.say(figure);
  const path = join(run.makeFolder(), 'entity-mapping.yaml');
  writeFileSync(path, owner.mapping);
  await using product = await startProduct(run, { tables: TABLES });
  await using mapped = await startProduct(run, { tables: TABLES, env: { ENTITY_MAPPING: path } });
  await using load = startLoad();
  const workload = toMapped(owner);
  const contenders = [
    mapped.contender(WITH_MAPPING, [bodyOf(workload)]),
    product.contender(WITHOUT, [bodyOf(MANY_TABLES)]),
  ] as const;
  await checkAnswer(contenders[0], workload);
  await checkAnswer(contenders[1], MANY_TABLES);
  const speeds = await measureRounds(load.applyLoad, contenders, roundsOf(run));
  const [own, other] = [WITH_MAPPING, WITHOUT].map((name) => Math.round(speedOf(speeds, name)));
  return toRow({
    figure,
    value: ratioOf(speeds, WITH_MAPPING, WITHOUT),
    show: times,
    waitedMs: 0,
    limits: { must: 0.9, aim: 1, isLeast: true },
    note: `${own} against ${other} requests per second of processor time`,
  });
}

function toMapped({ typeName, referenceOf }: MappedOwner): Workload {
  const query = MANY_TABLES.query.replace('... on Table', `... on ${typeName}`);
  const references = TABLES.map((table) => ({ __typename: typeName, ...referenceOf(table) }));
  return toWorkload(query, references, MANY_TABLES.expected.data._entities);
}
