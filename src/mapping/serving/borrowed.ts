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
import { usable } from '../fault.ts';
import type { FieldPath } from '../field-path.ts';
import { columnTablePaths, ownerKeyPaths, tablePaths } from '../keys.ts';
import type { Mapping } from '../mapping.ts';
import type { OwnerTypes } from '../owner-types.ts';
import { resolvePath } from '../resolve-path.ts';

/** What of the owner's types has to stand in the served graph. */
export interface Borrowed {
  /** Names of fields by the name of their object or interface type. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * The fields of owners' own keys, as `Type.field`. They are ours, too: a gateway that comes with such a key has to go back with it
   * for what is required.
   */
  readonly keyFields: ReadonlySet<string>;
  /** Names of the scalars, enums and inputs of those fields. */
  readonly values: ReadonlySet<string>;
}

/** Every field that keys and names go through, and what such fields need to stand in a graph. */
export function collectBorrowed({ tables, columns, interfaces }: Mapping, owner: OwnerTypes): Borrowed {
  const fields = new Map<string, Set<string>>();
  const keyFields = new Set<string>();
  const entities = [
    ...tables.map((entity) => ({ entity, paths: tablePaths(entity) })),
    ...columns.map((entity) => ({ entity, paths: [...columnTablePaths(entity), entity.name] })),
  ];
  for (const { entity, paths } of entities) {
    for (const path of ownerKeyPaths(entity)) {
      for (const { parent, field } of follow(owner, entity.typeName, path)) {
        entryOf(fields, parent.name).add(field.name);
        keyFields.add(`${parent.name}.${field.name}`);
      }
    }
    for (const path of paths) {
      for (const { parent, field } of follow(owner, entity.typeName, path)) {
        entryOf(fields, parent.name).add(field.name);
      }
    }
  }
  for (const name of interfaces) entryOf(fields, name);
  addFieldsOfInterfaces(fields, owner.schema);
  return { fields, keyFields, values: valuesOf(fields, owner.schema) };
}

function follow(owner: OwnerTypes, typeName: string, path: FieldPath) {
  const type = owner.schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`The mapping's owner has no object type ${typeName}.`);
  return usable(resolvePath(owner, type, path, 'value')).steps;
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
