import * as z from 'zod';

/** Ids of environments, the first of highest priority. A problem names the place, and an id itself; what is no id may be a secret. */
export function environmentIdsSchema(maxEnvironments: number) {
  return z
    .array(z.string().trim())
    .min(
      1,
      'No environment is given. Enter at least one id, or leave environmentIds out to take every production environment.',
    )
    .max(maxEnvironments, `More than ${maxEnvironments} environments are given.`)
    .superRefine((ids, context) => {
      if (ids.length > maxEnvironments) return;
      for (const [index, id] of ids.entries()) {
        const place = `${ordinal(index + 1)} of environmentIds`;
        if (!/^[1-9]\d{0,17}$/.test(id)) {
          context.addIssue(
            `The ${place} is no environment id. Enter the number that stands in the environment's address in dbt.`,
          );
        } else if (ids.indexOf(id) !== index) {
          context.addIssue(
            `\`${id}\` is given again as the ${place}. Keep one of them: the order is the priority.`,
          );
        }
      }
    });
}

const WORDS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const KINDS = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDINGS: ReadonlyMap<Intl.LDMLPluralRule, string> = new Map([
  ['one', 'st'],
  ['two', 'nd'],
  ['few', 'rd'],
]);

/** `first` for 1, `21st` for 21. */
function ordinal(number: number): string {
  return WORDS[number - 1] ?? `${number}${ENDINGS.get(KINDS.select(number)) ?? 'th'}`;
}
