import { modelsYaml, PROJECT, SQL } from './project.ts';

export interface Step {
  readonly name: StepName;
  /** dbt's command lines, one after the other, each with the exit code that the story wants. */
  readonly commands: readonly (readonly [exitCode: 0 | 1, ...args: string[]])[];
  /** Files that people change before it; null removes one. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly sql?: string;
}

export type StepName =
  | 'seed'
  | 'run'
  | 'test'
  | 'docs generate'
  | 'run of one model'
  | 'failing test'
  | 'source freshness'
  | 'clean and build'
  | 'compile'
  | 'clone to another target'
  | 'failing run'
  | 'retry'
  | 'renamed model'
  | 'removed model';

const TOTALS = PROJECT['models/customer_totals.sql'] ?? '';
const ORDERS = PROJECT['models/orders.sql'] ?? '';

/** Months of a small project, in minutes. */
export const STORY: readonly Step[] = [
  { name: 'seed', sql: SQL.load, commands: [[0, 'seed']] },
  { name: 'run', commands: [[0, 'run']] },
  { name: 'test', commands: [[0, 'test']] },
  { name: 'docs generate', commands: [[0, 'docs', 'generate']] },
  { name: 'run of one model', commands: [[0, 'run', '--select', 'customer_totals']] },
  {
    name: 'failing test',
    sql: SQL.repeatOrder,
    commands: [
      [0, 'run', '--select', 'orders'],
      [1, 'test', '--select', 'orders'],
    ],
  },
  { name: 'source freshness', commands: [[0, 'source', 'freshness']] },
  {
    name: 'clean and build',
    sql: SQL.removeRepeated,
    commands: [
      [0, 'clean'],
      [0, 'build'],
    ],
  },
  { name: 'compile', commands: [[0, 'compile']] },
  {
    name: 'clone to another target',
    commands: [[0, 'clone', '--target', 'dev', '--state', 'production-state', '--full-refresh']],
  },
  {
    name: 'failing run',
    files: { 'models/orders.sql': 'select * from nowhere' },
    commands: [[1, 'run']],
  },
  { name: 'retry', files: { 'models/orders.sql': ORDERS }, commands: [[0, 'retry']] },
  {
    name: 'renamed model',
    files: {
      'models/customer_totals.sql': null,
      'models/customer_value.sql': TOTALS,
      'models/_models.yml': modelsYaml('customer_value'),
    },
    commands: [[0, 'run']],
  },
  {
    name: 'removed model',
    files: { 'models/customer_value.sql': null, 'models/_models.yml': modelsYaml(null) },
    commands: [[0, 'run']],
  },
];
