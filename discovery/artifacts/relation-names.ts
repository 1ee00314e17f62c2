import type { ManifestNode } from './schemas.ts';

/** How dbt writes that a warehouse has no databases. */
const NO_DATABASE = new Set(['', 'none', 'null']);

/**
 * Whether two relation names lead to the same place, compared from the right: without quotes and case, and without
 * the database where one of them lacks it.
 */
export function isSameRelation(left: string, right: string): boolean {
  const a = toRelationPath(left);
  const b = toRelationPath(right);
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

/** Some manifests give the parts alone. */
export function relationNameOf(node: ManifestNode): string {
  if (node.relation_name?.trim()) return node.relation_name;
  return [node.database, node.schema, node.alias || node.name].filter(Boolean).join('.');
}

/** BigQuery puts one pair of backticks around the whole path, others a pair around each part: none is kept. */
export function toRelationPath(name: string): string {
  const parts = name
    .toLowerCase()
    .split('.')
    .map((part) => part.replace(/["`[\]]/g, '').trim());
  while (parts.length > 1 && NO_DATABASE.has(parts[0] ?? '')) parts.shift();
  return parts.join('.');
}
