import type { IndexedNode, Relation } from './node.ts';

/** `none` and `null` are Python's and SQL's words for no database, which dbt and catalogues let through as text. */
const NO_DATABASE: ReadonlySet<string> = new Set(['', 'none', 'null']);

/** The database as it is spelled; null where there is none. */
export function toDatabase(database: string | null | undefined): string | null {
  if (database === null || database === undefined) return null;
  return NO_DATABASE.has(database.trim().toLowerCase()) ? null : database;
}

/** The name a node has in the warehouse: its alias or identifier, the project's name only where there is neither. */
export function toRelationIdentifier(node: IndexedNode): string {
  return isBlank(node.identifier) ? node.name : (node.identifier ?? node.name);
}

/** The relation of a node; null for ephemeral models and for nodes without a schema, which have none. */
export function toRelation(node: IndexedNode): Relation | null {
  const name = toRelationIdentifier(node);
  if (isEphemeral(node) || isBlank(node.schema) || isBlank(name)) return null;
  return { database: toDatabase(node.database), schema: node.schema ?? '', name };
}

export function isEphemeral(node: IndexedNode): boolean {
  return node.resourceType === 'MODEL' && node.materializedType?.trim().toLowerCase() === 'ephemeral';
}

/** Whether a node makes its relation (model, seed, snapshot), rather than only reading it (source). */
export function isBuilder(node: IndexedNode): boolean {
  return node.resourceType !== 'SOURCE';
}

/** `events_*`: one source for all tables with that prefix. */
export function isShardPattern(node: IndexedNode): boolean {
  return !isBuilder(node) && toRelationIdentifier(node).endsWith('*');
}

/** The relation as text for a person. */
export function formatRelation(relation: Relation): string {
  const { database, schema, name } = relation;
  if (schema.trim() === '') return database === null ? `\`${name}\`` : `\`${name}\` in \`${database}\``;
  return database === null ? `\`${schema}.${name}\`` : `\`${database}.${schema}.${name}\``;
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}
