import { config, type Representation } from './config.ts';

export interface RelationParts {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
}

/** A value for `_entities(representations:)`. */
export function toRepresentation(
  { typeName, ...paths }: Representation,
  relation: RelationParts,
): Record<string, unknown> {
  const entity: Record<string, unknown> = { __typename: typeName };
  if (paths.database !== null) put(entity, paths.database, relation.database);
  put(entity, paths.schema, relation.schema);
  put(entity, paths.name, relation.name);
  return entity;
}

function put(target: Record<string, unknown>, path: readonly string[], value: string | null): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const inner = { ...(target[head] as Record<string, unknown> | undefined) };
  put(inner, rest, value);
  target[head] = inner;
}

/** The served name of one of our types, for the declarations of a query's variables: `$input: ${typeName('DbtIntegrationInput')}!`. */
export function typeName(name: string): string {
  return config().typePrefix + name;
}
