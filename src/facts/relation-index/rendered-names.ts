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

/** Which way renders the parts as the relation's name; null where none does. `likely` is tried first. */
export function renderingOf(
  { relationName, ...parts }: RenderedParts & { readonly relationName: string | null },
  likely = 0,
): number | null {
  if (relationName === null) return null;
  if (render(likely, parts) === relationName) return likely;
  const found = RENDERINGS.findIndex((_, rendering) => render(rendering, parts) === relationName);
  return found === -1 ? null : found;
}

export function render(rendering: number, { database, schema, identifier }: RenderedParts): string {
  return RENDERINGS[rendering]?.(database ?? '', schema ?? '', identifier ?? '') ?? '';
}
