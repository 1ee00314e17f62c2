import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';
import { type OwnerTypes, toOwnerTypes } from '../owner-types.ts';
import type { Report } from './report.ts';

export interface OwnerExcerpt {
  readonly document: DocumentNode;
  readonly types: OwnerTypes;
}

/** The owner's types; null, and reported, where they cannot be read. */
export function readOwner(text: string, report: Report): OwnerExcerpt | null {
  const document = parseExcerpt(text, report);
  if (document === null) return null;
  try {
    return { document, types: toOwnerTypes(document) };
  } catch (error) {
    const message = error instanceof Error ? error.message.replaceAll(/\s*\n\s*/g, ' ') : String(error);
    report(['owner'], `\`owner\` contradicts itself. ${message} Write each type and each field once.`);
    return null;
  }
}

function parseExcerpt(text: string, report: Report): DocumentNode | null {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    report(
      ['owner'],
      `\`owner\` is no GraphQL. ${error.message} Write types as a schema has them: \`type Dataset { id: ID! name: String! }\`.`,
      error.locations?.[0]?.line,
    );
    return null;
  }
}

/** Where the excerpt begins to speak of a type. */
export function lineOfType({ definitions }: DocumentNode, name: string): number | undefined {
  const node = definitions.find((definition) => 'name' in definition && definition.name?.value === name);
  return node?.loc?.startToken.line;
}

/** Keys that the excerpt itself shows, else an `id`: what the owner's key may well be. */
export function likelyKey({ document, types }: OwnerExcerpt, typeName: string): string {
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    if (node.name.value !== typeName) continue;
    const key = node.directives?.find((directive) => directive.name.value === 'key');
    const fields = key?.arguments?.find((argument) => argument.name.value === 'fields')?.value;
    if (fields?.kind === Kind.STRING) return fields.value;
  }
  const type = types.schema.getType(typeName);
  const has = (name: string) => type !== undefined && 'getFields' in type && name in type.getFields();
  return ['id', 'urn'].find(has) ?? 'id';
}
