import type { RelationFound } from './find-relation.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { whyUnusable } from './why-unusable.ts';
import { classOf, DATABASE_WORDS, otherThing, plainWord, SCHEMA_WORDS, TEXT_WORDS } from './words.ts';

const RELATION_WORDS: ReadonlySet<string> = new Set([...DATABASE_WORDS, ...SCHEMA_WORDS, ...TEXT_WORDS]);

/** Why a type that looks like tables is none, as a sentence; null for one that does not look like it. */
export function whyNoTable(
  graph: OwnerGraph,
  type: OwnerType,
  relations: readonly RelationFound[],
): string | null {
  const thing = otherThing(type.name);
  const telling = [...type.fields.keys()].filter((name) => RELATION_WORDS.has(plainWord(name)));
  const [best] = relations;
  if (best !== undefined && thing !== null)
    return `\`${type.name}\` has ${fieldList(telling)}, but by its name it is ${thing}. If it is a table after all: --table ${type.name}`;
  if (best !== undefined)
    return `\`${type.name}\` has ${fieldList(telling)}, but nothing in its name says that it is a table. If it is one: --table ${type.name}`;
  if (thing !== null)
    return telling.length === 0 || thing.startsWith('a part') || thing.startsWith('a list')
      ? null
      : `\`${type.name}\` is ${thing} by its name, and its fields (${fieldList([...type.fields.keys()])}) do not name a relation.`;
  if (classOf(type.name) !== 'table' && telling.length === 0) return null;
  const fields = fieldList([...type.fields.keys()]);
  if (telling.length === 0)
    return `\`${type.name}\` has ${fields}: none of them names a schema or a database, so no row of it can be found in a warehouse.`;
  const unusable = whyUnusable(graph, type);
  return `\`${type.name}\` has ${fields}, which do not name a relation${unusable.length === 0 ? '' : `: ${unusable.join('; ')}`}.`;
}

function fieldList(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `\`${name}\``);
  if (names.length > shown.length)
    return `${shown.join(', ')} and ${names.length - shown.length} more fields`;
  const last = shown.pop();
  if (last === undefined) return 'no fields';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
