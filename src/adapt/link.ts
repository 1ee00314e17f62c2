import { type ASTNode, Kind, valueFromASTUntyped } from 'graphql';
import { z } from 'zod';

const importedName = z.union([
  z.string().transform((name) => ({ name, local: name })),
  z
    .object({ name: z.string(), as: z.string().optional() })
    .transform(({ name, as }) => ({ name, local: as ?? name })),
]);

const link = z
  .object({
    url: z.string(),
    as: z.string().optional(),
    import: z.array(importedName).optional(),
  })
  .transform(({ url, as, import: imports = [] }) => ({ url, as: as ?? null, imports }));

export type Link = z.infer<typeof link>;

/** The @link directives of a schema definition or extension; one that is malformed is the composers' business. */
export function linkOf(definition: ASTNode): Link[] {
  if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
  const links: Link[] = [];
  for (const directive of definition.directives ?? []) {
    if (directive.name.value !== 'link') continue;
    const args = (directive.arguments ?? []).map(({ name, value }) => [
      name.value,
      valueFromASTUntyped(value),
    ]);
    const parsed = link.safeParse(Object.fromEntries(args));
    if (parsed.success) links.push(parsed.data);
  }
  return links;
}
