import { pathText } from '../mapping/field-path.ts';
import type { RelationFound } from './find-relation.ts';

/** The fields of a relation, as a person reads them. */
export function relationText(relation: RelationFound): string {
  if (relation.kind === 'text') return `\`${pathText(relation.from)}\``;
  const { database, schema, name } = relation;
  return [database, schema, name]
    .filter((path) => path !== null)
    .map((path) => `\`${pathText(path)}\``)
    .join(', ');
}
