import type { Adapted } from '../../src/adapt/adapt.ts';
import type { GatewayAnswers } from './ask-through.ts';
import { chosenKeys } from './chosen-key.ts';
import type { Count } from './facts.ts';
import type { TrialResult } from './try-owner.ts';

/** One line of the table. */
export interface ShapeRow {
  readonly owner: string;
  readonly key: string;
  /** By composer, and by gateway. */
  readonly composers: string;
  readonly gateways: string;
  readonly tables: string;
  readonly columns: string;
  /** What is missing, for a person; empty for nothing. */
  readonly holes: readonly string[];
}

const NONE = '-';

export function toRow(owner: string, adapted: Adapted, result: TrialResult): ShapeRow {
  const answers = Object.entries(result);
  const { mapping, compositions } = adapted;
  const columnTypes = mapping.columns.map(({ typeName }) => typeName).join(', ');
  return {
    owner,
    key: chosenKeys(adapted.typeDefs, mapping),
    composers: compositions
      .map(({ errors }) => (errors === null ? NONE : errors.length === 0 ? '+' : 'x'))
      .join(' '),
    gateways: answers.map(([, answer]) => (isWhole(answer) ? '+' : 'x')).join(' '),
    tables: fewest(answers.map(([, { tables }]) => tables)),
    columns: `${fewest(answers.map(([, { columns }]) => columns))} by ${columnTypes === '' ? 'dbt.columns' : columnTypes}`,
    holes: [
      ...compositions.flatMap(({ composer, errors }) =>
        (errors ?? []).map((error) => `${composer}: ${error}`),
      ),
      ...answers.flatMap(([gateway, answer]) => holesOf(answer).map((hole) => `${gateway}: ${hole}`)),
    ],
  };
}

/** An owner that is refused as it should be: the reason is its row. */
export function toRefusedRow(owner: string, reason: string): ShapeRow {
  return { ...emptyRow(owner), key: `refused: ${reason.split('\n')[0]}` };
}

export function toFailedRow(owner: string, hole: string): ShapeRow {
  return { ...emptyRow(owner), key: 'FAILED', holes: [hole] };
}

function emptyRow(owner: string): ShapeRow {
  return { owner, key: NONE, composers: NONE, gateways: NONE, tables: NONE, columns: NONE, holes: [] };
}

function isWhole(answer: GatewayAnswers): boolean {
  return holesOf(answer).length === 0;
}

function holesOf({ tables, columns, problem }: GatewayAnswers): readonly string[] {
  return [
    ...(problem === null ? [] : [problem]),
    ...[tables, columns].flatMap(({ right, all, differences }) =>
      right === all && all > 0 ? [] : [`${right} of ${all} right: ${differences.join('; ')}`],
    ),
  ];
}

/** `42/42` of the gateway that answered least. */
function fewest(counts: readonly Count[]): string {
  const [least] = counts.toSorted((a, b) => a.right - b.right);
  return least === undefined ? NONE : `${least.right}/${least.all}`;
}

const HEADINGS = {
  owner: 'owner',
  key: 'key',
  composers: 'A G W',
  gateways: 'A H',
  tables: 'tables',
  columns: 'columns',
} as const;

/** One line an owner, columns as wide as they need to be; what is missing stands below it. */
export function printRows(rows: readonly ShapeRow[]): string {
  const keys = ['owner', 'composers', 'gateways', 'tables', 'columns', 'key'] as const;
  const widths = keys.map((key) => Math.max(HEADINGS[key].length, ...rows.map((row) => row[key].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(keys.map((key) => HEADINGS[key])),
    ...rows.flatMap((row) => [line(keys.map((key) => row[key])), ...row.holes.map((hole) => `    ${hole}`)]),
  ].join('\n');
}
