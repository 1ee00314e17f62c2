import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLOutputType,
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Parsed } from '../support/ask.ts';

export const SCHEMA = buildSchema(
  readFileSync(new URL('../../discovery/schema/discovery-api.graphql', import.meta.url), 'utf8'),
);

/** A place in the answers to a document; lists are passed through at their first item. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly name: string;
  /** Whether dbt's schema promises the value (`!`). */
  readonly isPromised: boolean;
  readonly kind: 'list' | 'object' | 'value';
}

/** Every place of the answers to a document, as dbt's own schema types it. */
export function placesOf(query: string): readonly Place[] {
  const places: Place[] = [];
  const typeInfo = new TypeInfo(SCHEMA);
  const path: (string | number)[] = ['data'];
  const lengths: number[] = [];
  visit(
    parse(query),
    visitWithTypeInfo(typeInfo, {
      Field: {
        enter({ name, alias }) {
          const type = typeInfo.getType() as GraphQLOutputType;
          lengths.push(path.length);
          path.push(alias?.value ?? name.value);
          const bare = getNullableType(type);
          const kind = isListType(bare) ? 'list' : isCompositeType(bare) ? 'object' : 'value';
          places.push({ path: [...path], name: path.join('.'), isPromised: isNonNullType(type), kind });
          if (kind === 'list') path.push(0);
        },
        leave() {
          path.length = lengths.pop() ?? 0;
        },
      },
    }),
  );
  return places;
}

export function valueAt(answer: Parsed, path: Place['path']): Parsed {
  return path.reduce((value, key) => value?.[key], answer);
}

/** Puts a value in a place; undefined takes the place out. */
export function putAt(answer: Parsed, path: Place['path'], value: unknown): void {
  const parent = valueAt(answer, path.slice(0, -1));
  const key = path.at(-1) ?? '';
  if (value === undefined) delete parent[key];
  else parent[key] = value;
}
