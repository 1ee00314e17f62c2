import type { FieldPath } from '../mapping/field-path.ts';
import { declaredSteps, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';

/** Why a path cannot stand in a key, as a clause; null where it can. */
export function keyObstacle(graph: OwnerGraph, type: OwnerType, path: FieldPath): string | null {
  for (const { parent, field } of declaredSteps(graph, type, path) ?? []) {
    const place = `\`${parent.name}.${field.name.value}\``;
    if ((field.arguments ?? []).length > 0) return `${place} takes an argument; a key cannot hold one`;
    const target = targetOf(graph, field);
    if (target?.kind === 'interface')
      return `${place} leads to the interface \`${target.name}\`; a key cannot pass through one`;
  }
  return null;
}

/** The owner's key with the fewest words; null where it has none. */
export function ownerKeyOf(type: OwnerType): string | null {
  const length = (key: string) => key.split(' ').length;
  const [shortest] = [...type.keys].sort((one, other) => length(one) - length(other));
  return shortest ?? null;
}
