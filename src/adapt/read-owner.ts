import { type DocumentNode, GraphQLError, Kind, parse, print } from 'graphql';
import type { SubgraphText } from './compose.ts';
import { withoutUnknownDirectives } from './known-directives.ts';
import { OwnerError } from './owner-error.ts';
import { type OwnerGraph, ownerGraph } from './owner-graph.ts';
import { isSupergraph, ownerOfSupergraph } from './supergraph.ts';

export interface OwnerText {
  /** The file's name, for messages. */
  readonly name: string;
  readonly text: string;
}

export interface Owner {
  readonly graph: OwnerGraph;
  /** What the owner brings to a composition. */
  readonly subgraphs: readonly SubgraphText[];
  /** What was left out while reading, for a person. */
  readonly notes: readonly string[];
}

/** Reads the schemas of an owner's subgraphs, or a supergraph, into one view. */
export function readOwner(texts: readonly OwnerText[]): Owner {
  const notes: string[] = [];
  const names = new Set(['dbt']);
  const documents: DocumentNode[] = [];
  const subgraphs = texts.map((owner) => {
    const read = parseOwner(owner);
    let document = read;
    if (isSupergraph(read)) {
      const found = ownerOfSupergraph(read);
      document = found.document;
      if (found.left !== null)
        notes.push(`${owner.name}: the graph ${found.left} already holds dbt's facts, and is left out.`);
    }
    const { document: known, unknown } = withoutUnknownDirectives(document);
    if (unknown.length > 0)
      notes.push(
        `${owner.name}: ${unknown.map((name) => `@${name}`).join(', ')} ${unknown.length === 1 ? 'is' : 'are'} defined nowhere in it, and left out of the composition.`,
      );
    documents.push(document);
    return { name: subgraphName(owner.name, names), typeDefs: print(known) };
  });
  return { graph: ownerGraph(documents), subgraphs, notes };
}

function parseOwner({ name, text }: OwnerText): DocumentNode {
  if (text.trim() === '') throw new OwnerError(`${name} is empty. Give the SDL of the owner's subgraph.`);
  if (isJson(text))
    throw new OwnerError(
      `${name} is JSON, as introspection answers. It tells no keys: give the SDL of the subgraph instead, as \`rover subgraph fetch\` prints it.`,
    );
  const document = parseText(name, text);
  const executable = document.definitions.some(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION,
  );
  if (executable)
    throw new OwnerError(`${name} holds a query, and no schema. Give the SDL of the owner's subgraph.`);
  const types = document.definitions.some(
    ({ kind }) => kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.OBJECT_TYPE_EXTENSION,
  );
  if (!types)
    throw new OwnerError(`${name} defines no object types: there is nothing that could be a table.`);
  return document;
}

function parseText(name: string, text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [place] = error.locations ?? [];
    const where = place === undefined ? '' : `, line ${place.line}, column ${place.column}`;
    throw new OwnerError(`${name}${where}: this is no GraphQL schema. ${error.message}`);
  }
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** From the file's name, as composers accept it, each one once. */
function subgraphName(fileName: string, taken: Set<string>): string {
  const base =
    fileName
      .replace(/^.*[\\/]/, '')
      .replace(/\.[^.]*$/, '')
      .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^[^A-Za-z]+/, '') || 'owner';
  let name = base;
  for (let next = 2; taken.has(name); next++) name = `${base}-${next}`;
  taken.add(name);
  return name;
}
