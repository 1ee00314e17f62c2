import { Kind } from 'graphql';
import type { ContributedNames } from '../mapping/contributed.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';

/** What has to be called otherwise in an owner's graph. */
export interface Collisions {
  /** New names of contributed fields, by the owner's type and the usual name. */
  readonly renames: ReadonlyMap<string, string>;
  /** Begins the names of contributed types; empty for none. */
  readonly typePrefix: string;
  /** The types that the owner has, too. */
  readonly typeNames: readonly string[];
}

const PREFIXES = ['Metadata', 'DbtMetadata', 'WarehouseMetadata'];

export interface Entities {
  /** Each with the interfaces that carry its fields, too: one name serves them all. */
  readonly tables: readonly OwnerType[];
  readonly columns: readonly OwnerType[];
}

export function findCollisions(
  graph: OwnerGraph,
  contributed: ContributedNames,
  { tables, columns }: Entities,
): Collisions {
  const renames = new Map<string, string>();
  renameTogether(renames, tables, contributed.fields.Table);
  for (const column of columns) renameTogether(renames, [column], contributed.fields.Column);
  renameRoot(renames, 'Query', graph.types.get(graph.query), contributed.fields.Query);
  renameRoot(renames, 'Mutation', graph.types.get(graph.mutation), contributed.fields.Mutation);

  const typeNames = [...contributed.types]
    .filter(([name, kind]) => isTaken(graph, name, kind))
    .map(([name]) => name);
  const typePrefix = typeNames.length === 0 ? '' : freePrefix(graph, contributed);
  return { renames, typePrefix, typeNames };
}

/** Types that are asked alike have a contributed field under one name. */
function renameTogether(
  renames: Map<string, string>,
  types: readonly OwnerType[],
  names: readonly string[],
): void {
  const taken = new Set(types.flatMap((type) => [...type.fields.keys()]));
  for (const name of names) {
    if (!taken.has(name)) continue;
    const free = freeName(name, new Set([...taken, ...names]));
    taken.add(free);
    for (const type of types) renames.set(`${type.name}.${name}`, free);
  }
}

function renameRoot(
  renames: Map<string, string>,
  root: string,
  type: OwnerType | undefined,
  names: readonly string[],
): void {
  const taken = new Set(type?.fields.keys() ?? []);
  for (const name of names) {
    if (!taken.has(name)) continue;
    const free = freeName(name, new Set([...taken, ...names]));
    taken.add(free);
    renames.set(`${root}.${name}`, free);
  }
}

/** `lastRefreshedAt` becomes `dbtLastRefreshedAt`, `dbtLookup` becomes `metadataLookup`. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const base = renamed(name);
  let free = base;
  for (let next = 2; taken.has(free); next++) free = `${base}${next}`;
  return free;
}

function renamed(name: string): string {
  if (name === 'dbt') return 'dbtMetadata';
  if (name.startsWith('dbt')) return `metadata${name.slice(3)}`;
  if (name.includes('Dbt')) return name.replace('Dbt', 'Metadata');
  return `dbt${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** A scalar is the same thing in both graphs: its name says what it holds. */
function isTaken(graph: OwnerGraph, name: string, kind: Kind): boolean {
  const type = graph.types.get(name);
  return type !== undefined && !(kind === Kind.SCALAR_TYPE_DEFINITION && type.kind === 'scalar');
}

function freePrefix(graph: OwnerGraph, { types }: ContributedNames): string {
  const isFree = (prefix: string) => [...types.keys()].every((name) => !graph.types.has(prefix + name));
  for (let round = 1; ; round++)
    for (const prefix of PREFIXES) {
      const candidate = round === 1 ? prefix : `${prefix}${round}`;
      if (isFree(candidate)) return candidate;
    }
}
