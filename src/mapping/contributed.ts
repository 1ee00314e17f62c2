import { isTypeDefinitionNode, Kind, parse } from 'graphql';
import { readTypeDefs } from '../type-defs.ts';
import { hasDirective } from './serving/nodes.ts';

/** What a type of ours is to a check of names. */
export type Contributed = 'Table' | 'Column' | 'Query' | 'Mutation';

export interface ContributedNames {
  /** Kinds of our own types by name. */
  readonly types: ReadonlyMap<string, Kind>;
  /** The fields that we add to types of the owner's graph. */
  readonly fields: Readonly<Record<Contributed, readonly string[]>>;
}

let known: ContributedNames | null = null;

/** As the files of the schema folder have them, so that a new field is known here without being said again. */
export function contributedNames(): ContributedNames {
  known ??= toNames(readTypeDefs());
  return known;
}

function toNames(typeDefs: string): ContributedNames {
  const types = new Map<string, Kind>();
  const fields: Record<Contributed, readonly string[]> = { Table: [], Column: [], Query: [], Mutation: [] };
  for (const node of parse(typeDefs, { noLocation: true }).definitions) {
    if (!isTypeDefinitionNode(node)) continue;
    const name = node.name.value;
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION && isShared(name)) {
      const own = (node.fields ?? []).filter((field) => !hasDirective(field, 'external'));
      fields[name] = own.map((field) => field.name.value);
    } else types.set(name, node.kind);
  }
  return { types, fields };
}

function isShared(name: string): name is Contributed {
  return name === 'Table' || name === 'Column' || name === 'Query' || name === 'Mutation';
}
