import { inWords } from '../mapping/suggest.ts';
import { concreteTypes, isObject, isText, namedType, targetOf } from './owner-fields.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';
import { plainWord } from './words.ts';

/** Fields by which a column names its table in texts. */
const TABLE_TEXT = /^(?:table(?:name|id|key|urn)?|datasetname|relationname|tablequalifiedname|tablefqn)$/;

/** Why a type of columns has no way to its table that can be used, as a sentence. */
export function whyNoLink(graph: OwnerGraph, tables: readonly OwnerType[], type: OwnerType): string {
  for (const field of type.fields.values()) {
    const target = targetOf(graph, field);
    const reached = target === undefined ? [] : concreteTypes(graph, target);
    const others = reached.filter((each) => !tables.includes(each)).map(({ name }) => name);
    if (others.length === reached.length) continue;
    const place = `\`${type.name}.${field.name.value}\``;
    if (target?.kind === 'union')
      return `${place} leads to the union \`${target.name}\`; no field of a table can be read through one.`;
    if (isObject(graph, field) && others.length > 0)
      return `${place} leads to the interface \`${namedType(field.type)}\`, which ${inWords(others)} ${others.length === 1 ? 'implements' : 'implement'}, too: no table here, so a column may have none.`;
    return `${place} leads to a list of tables: nobody could tell which of them a column belongs to.`;
  }
  const names = [...type.fields]
    .filter(([name, field]) => TABLE_TEXT.test(plainWord(name)) && isText(graph, field))
    .map(([name]) => name);
  const lack = `\`${type.name}\` has no field that leads to its ${tables.map(({ name }) => `\`${name}\``).join(' or ')}`;
  return names.length === 0
    ? `${lack}: nobody could tell which table a column belongs to.`
    : `${lack}; ${inWords(names)} alone cannot stand for one. To have facts on \`${type.name}\` itself, add such a field: \`table: ${tables[0]?.name}\`.`;
}
