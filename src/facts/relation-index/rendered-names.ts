/** The ways in which dbt renders a relation from its parts. A name in one of them is kept as the number of its way. */
const RENDERINGS: readonly ((database: string, schema: string, name: string) => string)[] = [
  (database, schema, name) => `"${database}"."${schema}"."${name}"`,
  (database, schema, name) => `\`${database}\`.\`${schema}\`.\`${name}\``,
  (database, schema, name) => `${database}.${schema}.${name}`,
  (_database, schema, name) => `"${schema}"."${name}"`,
  (_database, schema, name) => `\`${schema}\`.\`${name}\``,
  (_database, schema, name) => `${schema}.${name}`,
  (database, schema, name) => `\`${database}.${schema}.${name}\``,
  (database, schema, name) => `[${database}].[${schema}].[${name}]`,
];

export interface RenderedParts {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
}

/** Which way renders the parts as this name; null where none does. */
export function renderingOf(
  relationName: string,
  { database, schema, identifier }: RenderedParts,
): number | null {
  const found = RENDERINGS.findIndex(
    (render) => render(database ?? '', schema ?? '', identifier ?? '') === relationName,
  );
  return found === -1 ? null : found;
}

export function render(rendering: number, { database, schema, identifier }: RenderedParts): string {
  return RENDERINGS[rendering]?.(database ?? '', schema ?? '', identifier ?? '') ?? '';
}
