import type { Agreement } from './agreement.ts';
import { type Cause, EXPLANATIONS } from './explanations.ts';
import type { Row } from './row.ts';

const EXAMPLES = 5;

/** One set: a line for each measure, and below it what differs, by reason. */
export function printAgreement({ set, adapterType, rows }: Agreement): string {
  const width = Math.max(...rows.map(({ measure }) => measure.length));
  return [
    `${set} (${adapterType})`,
    ...rows.flatMap((row) => [
      `  ${row.measure.padEnd(width)}  ${String(row.counted).padStart(5)} counted  ${String(row.answered).padStart(5)} answered`,
      ...differences(row).map((line) => `    ${line}`),
    ]),
    '',
  ].join('\n');
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
