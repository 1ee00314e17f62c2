import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { Fault } from '../fault.ts';
import type { FieldPath } from '../field-path.ts';
import { columnTablePaths, tablePaths } from '../keys.ts';
import type { Mapping } from '../mapping.ts';
import type { OwnerTypes } from '../owner-types.ts';
import { parseFieldSet } from '../parse-path.ts';
import { resolvePath } from '../resolve-path.ts';

/** What of the owner's types has to stand in the served graph. */
export interface Borrowed {
  /** Names of fields by the name of their object or interface type. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of the scalars, enums and inputs of those fields. */
  readonly values: ReadonlySet<string>;
}

/** Every field that keys and names go through, and what such fields need to stand in a graph. */
export function collectBorrowed(mapping: Mapping, owner: OwnerTypes): Borrowed {
  const fields = new Map<string, Set<string>>();
  for (const { typeName, path } of everyPath(mapping)) {
    for (const { parent, field } of follow(owner, typeName, path))
      entryOf(fields, parent.name).add(field.name);
  }
  for (const name of mapping.interfaces) entryOf(fields, name);
  addFieldsOfInterfaces(fields, owner.schema);
  return { fields, values: valuesOf(fields, owner.schema) };
}

function* everyPath({ tables, columns }: Mapping): Generator<{ typeName: string; path: FieldPath }> {
  for (const table of tables) {
    for (const path of [...keyPaths(table.ownerKey), ...tablePaths(table)]) {
      yield { typeName: table.typeName, path };
    }
  }
  for (const column of columns) {
    for (const path of [...keyPaths(column.ownerKey), column.name, ...columnTablePaths(column)]) {
      yield { typeName: column.typeName, path };
    }
  }
}

function keyPaths(ownerKey: string | null): readonly FieldPath[] {
  return ownerKey === null ? [] : usable(parseFieldSet(ownerKey));
}

function follow({ schema, missing }: OwnerTypes, typeName: string, path: FieldPath) {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`The mapping's owner has no object type ${typeName}.`);
  return usable(resolvePath({ schema, missing }, type, path, 'value')).steps;
}

/** A mapping is checked when it is read: a fault here is a defect. */
function usable<T>(value: T | Fault): T {
  if (value instanceof Fault) throw new Error(value.message);
  return value;
}

/** What implements an interface has all of its fields; until nothing is added, as interfaces implement interfaces. */
function addFieldsOfInterfaces(fields: Map<string, Set<string>>, schema: GraphQLSchema): void {
  let isComplete = false;
  while (!isComplete) {
    isComplete = true;
    for (const [name, own] of fields) {
      for (const { name: interfaceName } of interfacesOf(schema.getType(name))) {
        for (const field of fields.get(interfaceName) ?? []) {
          if (own.has(field)) continue;
          own.add(field);
          isComplete = false;
        }
      }
    }
  }
}

function interfacesOf(type: GraphQLNamedType | undefined) {
  return isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
}

function valuesOf(fields: ReadonlyMap<string, ReadonlySet<string>>, schema: GraphQLSchema): Set<string> {
  const values = new Set<string>();
  for (const [typeName, names] of fields) {
    for (const name of names) addValuesOf(fieldOf(schema, typeName, name), values);
  }
  return values;
}

/** As the excerpt declares it; a defect where it does not. */
export function fieldOf(
  schema: GraphQLSchema,
  typeName: string,
  name: string,
): GraphQLField<unknown, unknown> {
  const type = schema.getType(typeName);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`The mapping's owner has no field ${typeName}.${name}.`);
  return field;
}

function addValuesOf({ type, args }: GraphQLField<unknown, unknown>, values: Set<string>): void {
  if (isLeafType(getNamedType(type))) values.add(getNamedType(type).name);
  for (const argument of args) addInput(getNamedType(argument.type), values);
}

function addInput(type: GraphQLNamedType, values: Set<string>): void {
  if (values.has(type.name)) return;
  values.add(type.name);
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) addInput(getNamedType(field.type), values);
}

function entryOf(fields: Map<string, Set<string>>, typeName: string): Set<string> {
  const entry = fields.get(typeName) ?? new Set();
  fields.set(typeName, entry);
  return entry;
}
