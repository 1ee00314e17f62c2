import { type DocumentNode, GraphQLError, Kind, parse, print } from 'graphql';
import { inWords } from '../mapping/suggest.ts';
import type { SubgraphText } from './compose.ts';
import { withoutUnknownDirectives } from './known-directives.ts';
import { OwnerError } from './owner-error.ts';
import { type OwnerGraph, ownerGraph } from './owner-graph.ts';
import { isContributed, isSupergraph, ownerOfSupergraph } from './supergraph.ts';

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
  const subgraphs: SubgraphText[] = [];
  for (const owner of texts) {
    const document = ownersPart(owner, notes);
    if (document === null) continue;
    const { document: known, unknown } = withoutUnknownDirectives(document);
    if (unknown.length > 0)
      notes.push(
        `${owner.name}: ${inWords(unknown.map((name) => `@${name}`))} ${unknown.length === 1 ? 'is' : 'are'} defined nowhere in it, and left out of the composition.`,
      );
    documents.push(document);
    subgraphs.push({ name: subgraphName(owner.name, names), typeDefs: print(known) });
  }
  if (documents.length === 0)
    throw new OwnerError('These are schemas of this subgraph itself. Give those of your own.');
  return { graph: ownerGraph(documents), subgraphs, notes };
}

/** A schema without what this subgraph has already contributed to it; null where that is all of it. */
function ownersPart(owner: OwnerText, notes: string[]): DocumentNode | null {
  const document = parseOwner(owner);
  if (isSupergraph(document)) {
    const { document: part, left } = ownerOfSupergraph(document);
    if (left !== null)
      notes.push(
        `${owner.name}: its graph ${left} is this subgraph as it was published before, and left out.`,
      );
    return part;
  }
  if (!isContributed(document)) return document;
  notes.push(`${owner.name} is the schema of this subgraph itself, and left out.`);
  return null;
}

function parseOwner({ name, text }: OwnerText): DocumentNode {
  if (text.replaceAll(/#.*/g, '').trim() === '')
    throw new OwnerError(`${name} is empty. Give the SDL of the owner's subgraph.`);
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
