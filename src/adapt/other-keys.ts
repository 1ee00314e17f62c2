import { pathText } from '../mapping/field-path.ts';
import { inWords } from '../mapping/suggest.ts';
import { withoutOptions } from './compose.ts';
import { ownerKeyOf } from './key-obstacle.ts';
import type { Plan } from './plan.ts';
import { pathsOf } from './plan-tables.ts';

/**
 * What to try when composers refuse the names as a key, as they do where the names come from several subgraphs: the owner's keys, then no
 * columns that lack one, and at last no columns.
 */
export function otherKeys(plan: Plan, refusing: readonly string[]): Plan[] {
  const composers = inWords(refusing);
  const verb = refusing.length === 1 ? 'refuses' : 'refuse';
  const without = withoutColumns(plan, composers, verb, refusing);
  const [first, ...others] = plan.tables.map((table) => {
    const ownerKey = table.ownerKey ?? ownerKeyOf(table.type);
    const names = inWords(pathsOf(table).map(pathText));
    return { ...table, ownerKey, obstacle: table.obstacle ?? `${composers} ${verb} a key of ${names} here` };
  });
  if (first === undefined || [first, ...others].some(({ ownerKey }) => ownerKey === null)) return without;

  const columns = plan.columns.plans.map((column) => {
    const ownerKey = column.ownerKey ?? ownerKeyOf(column.type);
    const names = inWords(column.paths.map(pathText));
    return {
      ...column,
      ownerKey,
      obstacle: column.obstacle ?? `${composers} ${verb} a key of ${names} here`,
    };
  });
  const served = columns.filter(({ ownerKey }) => ownerKey !== null);
  const reasons = columns
    .filter(({ ownerKey }) => ownerKey === null)
    .map(
      ({ type, obstacle }) =>
        `\`${type.name}\` cannot be served: ${obstacle}, and it has no key of its own. If no gateway of yours composes so: ${withoutOptions(refusing)}`,
    );
  const byOwnerKeys: Plan = {
    ...plan,
    tables: [first, ...others],
    columns: { ...plan.columns, plans: columns },
  };
  const withoutSome: Plan = {
    ...byOwnerKeys,
    columns: { plans: served, reasons: [...plan.columns.reasons, ...reasons] },
  };
  const some = reasons.length === 0 ? [byOwnerKeys] : [byOwnerKeys, withoutSome];
  return [...some, ...without, ...withoutColumns(byOwnerKeys, composers, verb, refusing)];
}

/** Tables alone: facts of columns come with them. */
function withoutColumns(plan: Plan, composers: string, verb: string, refusing: readonly string[]): Plan[] {
  if (plan.columns.plans.length === 0) return [];
  const reasons = plan.columns.plans.map(
    ({ type }) =>
      `\`${type.name}\` is left out: ${composers} ${verb} it in every way. If no gateway of yours composes so: ${withoutOptions(refusing)}`,
  );
  return [{ ...plan, columns: { plans: [], reasons: [...plan.columns.reasons, ...reasons] } }];
}
