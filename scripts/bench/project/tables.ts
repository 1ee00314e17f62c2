import { namesOf } from '../../scale/project/names.ts';

/** Tables of a made-up dbt project, each made from its number alone: the same in every process and in every run. */
export interface MadeUpTable {
  readonly database: string;
  readonly schema: string;
  /** The relation's name in the warehouse. */
  readonly relation: string;
  /** The model's name in the project. */
  readonly name: string;
  readonly packageName: string;
  readonly uniqueId: string;
  readonly description: string;
  /** RFC 3339, to the millisecond. */
  readonly builtAt: string;
  readonly columns: readonly MadeUpColumn[];
  readonly tests: readonly MadeUpTest[];
}

export interface MadeUpColumn {
  readonly name: string;
  readonly description: string;
  readonly dataType: string;
}

export interface MadeUpTest {
  readonly uniqueId: string;
  readonly name: string;
  readonly testName: string;
  readonly columnName: string;
  readonly severity: 'ERROR' | 'WARN';
  readonly status: 'pass' | 'warn' | 'fail';
}

const TEST_NAMES = ['not_null', 'unique', 'accepted_values'] as const;
const WORDS = ['id', 'amount', 'status', 'country', 'channel', 'currency'] as const;
const DATA_TYPES = ['bigint', 'numeric', 'text'] as const;
const FIRST_BUILT_AT_MS = Date.UTC(2026, 10, 20, 5);
/** Of sixty tests two warn and one fails. */
const STATUS_TURN = 60;
const STATUSES: Readonly<Record<number, MadeUpTest['status']>> = { 7: 'warn', 28: 'warn', 44: 'fail' };

export function tableOf(number: number, columnCount: number): MadeUpTable {
  const { database, schema, relation, name, packageName, uniqueId } = namesOf('models', number);
  const columns = Array.from({ length: columnCount }, (_, position) => columnOf(number, position));
  return {
    database,
    schema,
    relation,
    name,
    packageName,
    uniqueId,
    description: `${subjectOf(name)}, one row per day.`,
    builtAt: new Date(FIRST_BUILT_AT_MS + number * 1000).toISOString(),
    columns,
    tests: TEST_NAMES.map((testName, position) => {
      const columnName = columns[position % columnCount]?.name ?? '';
      const testId = `${testName}_${columnName}_${number}`;
      return {
        uniqueId: `test.${packageName}.${testId}.0123456789`,
        name: testId,
        testName,
        columnName,
        severity: testName === 'accepted_values' ? 'WARN' : 'ERROR',
        status: STATUSES[(number * TEST_NAMES.length + position) % STATUS_TURN] ?? 'pass',
      };
    }),
  };
}

function subjectOf(name: string): string {
  return name.split('__').at(-1) ?? name;
}

/** By name columns stand in the order of their positions. */
function columnOf(number: number, position: number): MadeUpColumn {
  const word = WORDS[(number + position) % WORDS.length] ?? '';
  return {
    name: `c${String(position).padStart(4, '0')}_${word}`,
    description: `The ${word} of the row.`,
    dataType: DATA_TYPES[position % DATA_TYPES.length] ?? '',
  };
}
