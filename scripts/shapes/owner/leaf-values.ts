import { crc32 } from 'node:zlib';
import {
  type GraphQLLeafType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { isNamed, type NamedThing, namesOf, type Thing } from './things.ts';
import { idOwner, meaningOf } from './words.ts';

/** What a field without a selection says of a thing. A field that says nothing of relations is null where it may be. */
export function leafValue(
  thing: Thing,
  fieldName: string,
  type: GraphQLOutputType | GraphQLLeafType,
  args: Readonly<Record<string, unknown>>,
): unknown {
  const leaf = getNamedType(type);
  if (!isLeafType(leaf)) throw new TypeError(`${fieldName} is no leaf.`);
  if (thing.kind === 'list') return fieldName === 'totalCount' ? thing.things.length : filler(type, leaf);
  if (!isNamed(thing)) return filler(type, leaf);
  return idOf(thing, fieldName, leaf) ?? textOf(thing, fieldName, args) ?? filler(type, leaf);
}

function idOf(thing: NamedThing, fieldName: string, leaf: GraphQLLeafType): string | number | undefined {
  const owner = idOwner(fieldName);
  if (owner === undefined) return undefined;
  const identified: NamedThing = owner === null ? thing : { kind: owner, relation: thing.relation };
  const text = JSON.stringify([identified.kind, ...namesOf(identified)]);
  return leaf.name === 'Int' ? crc32(text) >>> 1 : Buffer.from(text).toString('base64url');
}

function textOf(
  thing: NamedThing,
  fieldName: string,
  args: Readonly<Record<string, unknown>>,
): string | null | undefined {
  const { relation } = thing;
  const meaning = meaningOf(fieldName);
  switch (meaning) {
    case 'account':
      return relation.account;
    case 'kind':
      return relation.type;
    case 'database':
    case 'schema':
      return relation[meaning];
    case 'urn':
      return `urn:li:dataset:(urn:li:dataPlatform:snowflake,${dotted(relation, false)},PROD)`;
    case 'path':
      return [relation.database, relation.schema, relation.name].join('/');
    case 'qualifiedName':
      return thing.kind === 'table' ? dotted(relation, true) : undefined;
    case 'table':
      return relation.name;
    case 'column':
    case 'name':
      return inFormat(namesOf(thing).at(-1) ?? null, args);
    default:
      return undefined;
  }
}

function dotted({ service, database, schema, name }: NamedThing['relation'], withService: boolean): string {
  const parts = [database, schema, name].filter((part) => part !== null);
  return (withService && service !== null ? [service, ...parts] : parts).join('.');
}

/** A name may be asked for in several formats; without one, it comes as SQL quotes it. */
function inFormat(name: string | null, args: Readonly<Record<string, unknown>>): string | null {
  return name !== null && 'format' in args && args.format !== 'PLAIN' ? `"${name}"` : name;
}

function filler(type: GraphQLOutputType, leaf: GraphQLLeafType): unknown {
  if (!isNonNullType(type)) return null;
  if (isListType(getNullableType(type))) return [];
  if (isEnumType(leaf)) return leaf.getValues()[0]?.value;
  return { Int: 1, Float: 1, Boolean: false }[leaf.name] ?? 'unknown';
}
