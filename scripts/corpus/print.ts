import type { Agreement } from './agreement.ts';
import { type Cause, EXPLANATIONS } from './explanations.ts';
import type { Row } from './row.ts';
import { STATUS_MEASURES } from './statuses.ts';

const EXAMPLES = 5;

/** One set: a line for each measure, and below it what differs, by reason. */
export function printAgreement({ set, adapterType, rows }: Agreement): string {
  const width = Math.max(...rows.map(({ measure }) => measure.length));
  return [
    `${set} (${adapterType})`,
    ...rows.flatMap((row) => [
      line(row.measure, width, row),
      ...differences(row).map((line) => `    ${line}`),
    ]),
    '',
  ].join('\n');
}

/** What counts in all sets together: how tables and columns are matched, whose text they show, and how healthy they are. */
export function printTotals(agreements: readonly Agreement[]): string {
  const totals = new Map(STATUS_MEASURES.map((measure) => [measure, { counted: 0, answered: 0 }]));
  for (const { measure, counted, answered } of agreements.flatMap(({ rows }) => rows)) {
    if (!TOTALLED.test(measure)) continue;
    const total = totals.get(measure) ?? { counted: 0, answered: 0 };
    totals.set(measure, { counted: total.counted + counted, answered: total.answered + answered });
  }
  const width = Math.max(...[...totals.keys()].map(({ length }) => length));
  const sorted = [...totals].sort(([left], [right]) => (left < right ? -1 : 1));
  return ['All sets together', ...sorted.map(([measure, total]) => line(measure, width, total)), ''].join(
    '\n',
  );
}

const TOTALLED = /^(tables|columns) (that are|with|whose) |^health |^(DEGRADED|CAUTION) for: |upstream of /;

function line(
  measure: string,
  width: number,
  { counted, answered }: { readonly counted: number; readonly answered: number },
): string {
  return `  ${measure.padEnd(width)}  ${String(counted).padStart(5)} counted  ${String(answered).padStart(5)} answered`;
}

function differences({ differences: found }: Row): readonly string[] {
  const byCause = Map.groupBy(found, ({ cause }) => cause);
  return [...byCause].flatMap(([cause, items]) =>
    cause === null
      ? [
          `${items.length} UNEXPLAINED:`,
          ...items.slice(0, EXAMPLES).map(({ item }) => `  ${item}`),
          ...(items.length > EXAMPLES ? [`  and ${items.length - EXAMPLES} more`] : []),
        ]
      : [`${items.length}: ${describe(cause)}`],
  );
}

function describe(cause: Cause): string {
  return EXPLANATIONS[cause];
}
