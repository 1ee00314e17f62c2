import type { CorpusSet } from './corpus-set.ts';
import { CRITERIA, criteriaOf } from './criteria.ts';
import { createExpectedHealth } from './expected-health.ts';
import { compare, type Item, type Row } from './row.ts';
import type { CorpusTable } from './tables.ts';

const LEVELS = ['DEGRADED', 'CAUTION', 'UNKNOWN', 'HEALTHY'];

/** How many tables have each level of health, and how many carry each criterion among their reasons. */
export function compareHealth(set: CorpusSet, tables: readonly CorpusTable[]): readonly Row[] {
  const expectedOf = createExpectedHealth(set);
  const all = tables.map((table) => ({ table, expected: expectedOf(table.claimants) }));
  const levels = LEVELS.flatMap((level) =>
    toRow(
      `health ${level}`,
      all.map(({ table, expected }) => ({
        item: `${table.name} is ${table.answer.dbt.health}, not ${expected.level}`,
        isExpected: expected.level === level,
        isAnswered: table.answer.dbt.health === level,
      })),
    ),
  );
  const criteria = CRITERIA.flatMap(({ criterion, level, text }) =>
    toRow(
      `${level} for: ${text}`,
      all.map(({ table, expected }) => ({
        item: `${table.name}: ${table.answer.dbt.healthReasons.join(' ')}`,
        isExpected: expected.criteria.has(criterion),
        isAnswered: reasonsOf(table).some((sentence) => criteriaOf(sentence).includes(criterion)),
      })),
    ),
  );
  return [...levels, ...criteria, compareSentences(tables)];
}

/** Sentences that no criterion explains, or several at once; and tables of unknown health that do not say why in one sentence. */
function compareSentences(tables: readonly CorpusTable[]): Row {
  const odd = tables.flatMap((table): readonly Item[] => {
    const { health, healthReasons } = table.answer.dbt;
    if (health === 'UNKNOWN') {
      return healthReasons.length === 1
        ? []
        : [{ item: `${table.name} is UNKNOWN for ${healthReasons.length} reasons`, isAnswered: true }];
    }
    return healthReasons
      .filter((sentence) => criteriaOf(sentence).length !== 1)
      .map((sentence) => ({ item: `${table.name}: ${sentence}`, isAnswered: true }));
  });
  return compare('reasons of health that no criterion explains', 0, [], odd);
}

/** The reason of an unknown health is no criterion. */
function reasonsOf({ answer }: CorpusTable): readonly string[] {
  return answer.dbt.health === 'UNKNOWN' ? [] : answer.dbt.healthReasons;
}

interface Judged {
  readonly item: string;
  readonly isExpected: boolean;
  readonly isAnswered: boolean;
}

/** None where nothing is counted and nothing answered: most criteria are nobody's fault in most sets. */
function toRow(measure: string, judged: readonly Judged[]): readonly Row[] {
  const items = judged.filter(({ isExpected }) => isExpected);
  const extras = judged.filter(({ isExpected, isAnswered }) => isAnswered && !isExpected);
  return items.length + extras.length === 0 ? [] : [compare(measure, items.length, items, extras)];
}
