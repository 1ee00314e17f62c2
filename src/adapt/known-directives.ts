import { type DocumentNode, Kind, visit } from 'graphql';
import { linkOf } from './link.ts';

/** Those of GraphQL and of every Federation version: a schema uses them without defining them. */
const KNOWN = new Set([
  'deprecated',
  'specifiedBy',
  'oneOf',
  'link',
  'core',
  'key',
  'external',
  'requires',
  'provides',
  'extends',
  'shareable',
  'override',
  'inaccessible',
  'tag',
  'interfaceObject',
  'composeDirective',
  'authenticated',
  'requiresScopes',
  'policy',
  'context',
  'fromContext',
  'cost',
  'listSize',
]);

/** The document without directives that it does not define: servers often add such definitions by themselves, and composers refuse without them. */
export function withoutUnknownDirectives(document: DocumentNode): {
  readonly document: DocumentNode;
  readonly unknown: readonly string[];
} {
  const defined = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION) defined.add(definition.name.value);
    for (const { imports } of linkOf(definition))
      for (const { local } of imports) if (local.startsWith('@')) defined.add(local.slice(1));
  }
  const unknown = new Set<string>();
  const stripped = visit(document, {
    Directive({ name: { value } }) {
      if (KNOWN.has(value) || defined.has(value) || value.includes('__')) return undefined;
      unknown.add(value);
      return null;
    },
  });
  return { document: stripped, unknown: [...unknown] };
}
