import { pathText } from '../mapping/field-path.ts';
import { inWords } from '../mapping/suggest.ts';
import { withoutOptions } from './compose.ts';
import { ownerKeyOf } from './key-obstacle.ts';
import type { Plan } from './plan.ts';
import { pathsOf } from './plan-tables.ts';

/**
 * What to try when composers refuse the names as a key, as they do where the names come from several subgraphs: the owner's keys, and then
 * no columns that lack one.
 */
export function otherKeys(plan: Plan, refusing: readonly string[]): Plan[] {
  const composers = inWords(refusing);
  const verb = refusing.length === 1 ? 'refuses' : 'refuse';
  const [first, ...others] = plan.tables.map((table) => {
    const ownerKey = table.ownerKey ?? ownerKeyOf(table.type);
    const names = inWords(pathsOf(table).map(pathText));
    return { ...table, ownerKey, obstacle: table.obstacle ?? `${composers} ${verb} a key of ${names} here` };
  });
  if (first === undefined || [first, ...others].some(({ ownerKey }) => ownerKey === null)) return [];

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
  const withoutColumns: Plan = {
    ...byOwnerKeys,
    columns: { plans: served, reasons: [...plan.columns.reasons, ...reasons] },
  };
  return reasons.length === 0 ? [byOwnerKeys] : [byOwnerKeys, withoutColumns];
}
