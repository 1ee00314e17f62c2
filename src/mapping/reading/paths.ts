import { type GraphQLNamedType, type GraphQLObjectType, isInterfaceType, isObjectType } from 'graphql';
import { Fault } from '../fault.ts';
import { type FieldPath, pathText } from '../field-path.ts';
import { findConflict, toFieldSet } from '../field-set.ts';
import { definedTypes } from '../owner-types.ts';
import { parseFieldSet, parsePath } from '../parse-path.ts';
import { resolvePath } from '../resolve-path.ts';
import { inWords, suggest } from '../suggest.ts';
import { likelyKey } from './owner.ts';
import type { Reading } from './report.ts';
import type { Place } from './yaml-source.ts';

/** A path that leads somewhere, as far as there is an excerpt to follow it through. */
export interface CheckedPath {
  readonly path: FieldPath;
  /** Where it leads; null without an excerpt. */
  readonly end: GraphQLNamedType | null;
  /** Why a key cannot hold it, as a clause; null where it can. */
  readonly obstacle: string | null;
}

/** The owner's object type of that name; null, and reported, where there is none. */
export function checkObjectType(
  { owner, report }: Reading,
  place: Place,
  name: string,
): GraphQLObjectType | null {
  if (owner === null) return null;
  const { schema, missing } = owner.types;
  const type = missing.has(name) ? undefined : schema.getType(name);
  if (isObjectType(type)) return type;
  if (type === undefined) {
    report(
      place,
      `\`owner\` has no type \`${name}\`. ${suggest(name, definedTypes(owner.types))} Name one that is there, or add the type to \`owner\`.`,
    );
  } else if (isInterfaceType(type)) {
    const implementations = schema.getImplementations(type).objects.map((object) => object.name);
    const instead = implementations.length === 0 ? 'the types that implement it' : inWords(implementations);
    report(
      place,
      `\`${name}\` is an interface, and entities are objects. Write an entry for each of ${instead}, and \`${name}\` under \`interfaces\` where it is to carry the fields, too.`,
    );
  } else report(place, `\`${name}\` is no object type. Name the type whose entities it is about.`);
  return null;
}

/** Null, and reported, for a path that leads nowhere. */
export function checkPath(
  { owner, report }: Reading,
  place: Place,
  type: GraphQLObjectType | null,
  text: string,
  end: 'value' | 'object' = 'value',
): CheckedPath | null {
  const path = parsePath(text);
  if (path instanceof Fault) {
    report(place, path.message);
    return null;
  }
  if (owner === null || type === null) return { path, end: null, obstacle: null };
  const resolved = resolvePath(owner.types, type, path, end);
  if (!(resolved instanceof Fault)) return { path, ...resolved };
  report(place, resolved.message);
  return null;
}

/** The owner's key as it is given; null, and reported where it is wanted, without a usable one. */
export function checkKey(
  { owner, report }: Reading,
  place: Place,
  type: GraphQLObjectType | null,
  key: string | undefined,
  obstacle: string | null,
): string | null {
  if (key === undefined) {
    if (obstacle === null || owner === null || type === null) return null;
    report(
      place,
      `${obstacle}, and a key cannot hold that. Write the key that the owner's \`${type.name}\` has, such as \`key: ${likelyKey(owner, type.name)}\`: the names come by \`@requires\` then.`,
    );
    return null;
  }
  const paths = parseFieldSet(key);
  const at = [...place, 'key'];
  if (paths instanceof Fault) {
    report(at, paths.message);
    return null;
  }
  if (owner !== null && type !== null) {
    for (const path of paths) {
      const resolved = resolvePath(owner.types, type, path, 'value');
      if (resolved instanceof Fault) report(at, resolved.message);
      else if (resolved.obstacle !== null) {
        report(
          at,
          `${resolved.obstacle}, and a key cannot hold \`${pathText(path)}\` therefore. Name fields without arguments and interfaces, such as \`id\`.`,
        );
      }
    }
  }
  return toFieldSet(paths);
}

/** One field set asks a field once. */
export function checkConflict({ report }: Reading, place: Place, paths: readonly FieldPath[]): void {
  const field = findConflict(paths);
  if (field === null) return;
  report(
    place,
    `\`${field}\` is asked twice with different arguments, which one field set cannot hold. Write the same arguments in every path.`,
  );
}
