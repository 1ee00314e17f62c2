import { isSameRelation, relationNameOf, toRelationPath } from '../artifacts/relation-names.ts';
import type { ManifestNode } from '../artifacts/schemas.ts';
import type { Stamp } from './stamp.ts';
import {
  chooseNamed,
  NO_CHOICE,
  type TargetChoice,
  type TargetCommand,
  withCommand,
} from './target-choice.ts';
import { isBuilder, type StoredCommand } from './target-command.ts';

/** Relations of builders by uniqueId. */
export type Relations = ReadonlyMap<string, string>;

/** Where the relations of some manifests are: one target, as long as it is not renamed. */
export interface Place {
  /** Of its newest manifest. */
  readonly stamp: Stamp;
  readonly relations: Relations;
}

/** Which targets an environment has artifacts of. */
export interface TargetBook {
  readonly commands: Map<string, StoredCommand>;
  readonly places: Map<string, Place>;
  /** What the commands came to that are no longer kept. */
  before: TargetChoice;
  /** The place that the facts are of. */
  chosen: string | null;
  /** The target's name where the settings give it. */
  readonly named: string | null;
  /** Places of named targets, from commands that are no longer kept. */
  names: Readonly<Record<string, readonly string[]>>;
}

export function createTargetBook(named: string | null): TargetBook {
  return { commands: new Map(), places: new Map(), before: NO_CHOICE, chosen: null, named, names: {} };
}

export function relationsOf(nodes: Iterable<ManifestNode>): Relations {
  const relations = new Map<string, string>();
  for (const node of nodes) {
    if (isBuilder(node.unique_id)) relations.set(node.unique_id, toRelationPath(relationNameOf(node)));
  }
  return relations;
}

/** Whether most of the builders that both have are in one place; null where they have none in common. */
function isSamePlace(
  left: Relations,
  right: Iterable<readonly [uniqueId: string, relation: string]>,
): boolean | null {
  let shared = 0;
  let moved = 0;
  for (const [id, relation] of right) {
    const other = left.get(id);
    if (other === undefined) continue;
    shared += 1;
    if (!isSameRelation(relation, other)) moved += 1;
  }
  return shared === 0 ? null : moved * 2 <= shared;
}

/** The place that a manifest of these relations is of; null for one that is not known yet. */
export function findPlace({ places, chosen }: TargetBook, relations: Relations): string | null {
  const judged = [...places].map(([id, place]) => [id, isSamePlace(place.relations, relations)] as const);
  const same = judged.find(([id, isSame]) => isSame && id === chosen) ?? judged.find(([, isSame]) => isSame);
  // A project of which nothing is left as it was is another version of itself.
  const untold = judged.find(([id, isSame]) => isSame === null && id === chosen);
  return (same ?? untold)?.[0] ?? null;
}

/** The place that the environment's facts are of, by all that is known; null for none. */
export function choosePlace(book: TargetBook): string | null {
  const commands = placedCommands(book).map(([, command]) => command);
  return book.named === null
    ? commands.reduce(withCommand, book.before).place
    : chooseNamed(commands, book.named).place;
}

/** Commands whose places are known, oldest first. */
export function placedCommands(book: TargetBook): [invocation: string, command: TargetCommand][] {
  return [...book.commands]
    .sort(([a, left], [b, right]) => left.at - right.at || (a < b ? -1 : 1))
    .flatMap(([invocation, command]): [string, TargetCommand][] => {
      const place = placeOf(book, command);
      const { target, hasBuilt } = command;
      return place === null ? [] : [[invocation, { place, target, hasBuilt }]];
    });
}

function placeOf({ places }: TargetBook, { place, sample }: StoredCommand): string | null {
  if (place !== null) return places.has(place) ? place : null;
  if (sample.length === 0) return null;
  for (const [id, { relations }] of places) if (isSamePlace(relations, sample)) return id;
  return null;
}

/** Tells whether what names no relation, and ran for a target of this name, ran elsewhere. */
export function createNameJudge(book: TargetBook): (target: string | null) => boolean {
  const { chosen, named } = book;
  const placesOf = new Map(Object.entries(book.names).map(([name, places]) => [name, new Set(places)]));
  for (const [, { target, place }] of placedCommands(book)) {
    if (typeof target !== 'string') continue;
    const places = placesOf.get(target) ?? new Set();
    placesOf.set(target, places.add(place));
  }
  return (target) => {
    if (target === null || target === named) return false;
    if (named !== null) return true;
    const places = placesOf.get(target);
    return places !== undefined && chosen !== null && !places.has(chosen);
  };
}
