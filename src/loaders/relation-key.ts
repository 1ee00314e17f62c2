/** A text that no two relations share, whatever characters their names hold. No database and an empty one mean the same. */
export function relationKeyText(relation: {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
}): string {
  const { schema, name } = relation;
  const database = relation.database ?? '';
  return `${database.length}.${schema.length}.${database}${schema}${name}`;
}
