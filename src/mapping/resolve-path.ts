import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  KnownArgumentNamesRule,
  ProvidedRequiredArgumentsRule,
  parse,
  UniqueArgumentNamesRule,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import { Fault } from './fault.ts';
import { type FieldPath, type PathStep, pathText } from './field-path.ts';
import type { OwnerTypes } from './owner-types.ts';
import { suggest } from './suggest.ts';

export interface ResolvedPath {
  readonly steps: readonly ResolvedStep[];
  /** The type that it leads to, without nullability. */
  readonly end: GraphQLNamedType;
  /** Why a key cannot hold it, as a clause; null where it can. */
  readonly obstacle: string | null;
}

interface ResolvedStep {
  readonly parent: GraphQLObjectType | GraphQLInterfaceType;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Follows a path through the owner's types, from a type that has fields to a value or to an object. */
export function resolvePath(
  owner: OwnerTypes,
  start: GraphQLObjectType | GraphQLInterfaceType,
  path: FieldPath,
  end: 'value' | 'object',
): ResolvedPath | Fault {
  const steps: ResolvedStep[] = [];
  let at: GraphQLNamedType = start;
  let obstacle: string | null = null;
  for (const [index, step] of path.entries()) {
    if (!isObjectType(at) && !isInterfaceType(at)) return noFieldsOf(at, path, index);
    const field: GraphQLField<unknown, unknown> | undefined = at.getFields()[step.name];
    if (field === undefined) return noSuchField(at, step);
    const place = `\`${at.name}.${field.name}\``;
    const type: GraphQLNamedType = getNamedType(field.type);
    if (owner.missing.has(type.name)) return undefinedType(place, type, path, index);
    if (isListType(getNullableType(field.type))) {
      return new Fault(
        `${place} is a list, and a path leads to one value. Name a field that holds one, or add one to the graph.`,
      );
    }
    const faultyArgs = findFaultyArgs(owner, at, field, step);
    if (faultyArgs !== null) return faultyArgs;
    if (field.args.length > 0) obstacle ??= `${place} takes an argument`;
    if (isInterfaceType(type)) obstacle ??= `${place} leads through the interface \`${type.name}\``;
    steps.push({ parent: at, field });
    at = type;
  }
  return findWrongEnd(at, path, end) ?? { steps, end: at, obstacle };
}

function noSuchField(type: GraphQLObjectType | GraphQLInterfaceType, { name }: PathStep): Fault {
  const known = Object.keys(type.getFields());
  return new Fault(
    `\`owner\` has no field \`${type.name}.${name}\`. ${suggest(name, known)} Name one that is there, or add the field to \`owner\` if the graph has it.`,
  );
}

function noFieldsOf(type: GraphQLNamedType, path: FieldPath, index: number): Fault {
  const [first, ...rest] = path;
  const way = pathText([first, ...rest.slice(0, index - 1)]);
  if (isLeafType(type)) {
    return new Fault(
      `\`${way}\` is a \`${type.name}\`, which has no fields. End the path there: \`${way}\`.`,
    );
  }
  return new Fault(
    `\`${way}\` is a union (\`${type.name}\`), whose types have no field in common. Name a field that leads to one type, or to an interface.`,
  );
}

function undefinedType(place: string, { name }: GraphQLNamedType, path: FieldPath, index: number): Fault {
  const next = path[index + 1];
  const how =
    next === undefined ? `\`scalar ${name}\`, \`enum ${name}\`…` : `with its field \`${next.name}\``;
  return new Fault(
    `\`owner\` does not define \`${name}\`, the type of ${place}. Add it as the graph has it: ${how}.`,
  );
}

function findWrongEnd(type: GraphQLNamedType, path: FieldPath, end: 'value' | 'object'): Fault | null {
  const text = pathText(path);
  if (end === 'value') {
    if (isLeafType(type)) return null;
    if (!isObjectType(type) && !isInterfaceType(type)) return noFieldsOf(type, path, path.length);
    const [field = 'name'] = Object.keys(type.getFields()).sort(
      (one, other) => Number(other === 'name') - Number(one === 'name'),
    );
    return new Fault(
      `\`${text}\` ends in an object of type \`${type.name}\`, and a text is wanted. Go on to one of its fields: \`${text}.${field}\`.`,
    );
  }
  if (isObjectType(type) || isInterfaceType(type)) return null;
  if (isLeafType(type)) {
    return new Fault(
      `\`${text}\` is a \`${type.name}\`, and a table is wanted. Name the field that leads to the object of the table.`,
    );
  }
  return noFieldsOf(type, path, path.length);
}

/** Arguments as graphql-js judges them: known, complete, of the right type. */
function findFaultyArgs(
  { schema, missing }: OwnerTypes,
  parent: GraphQLObjectType | GraphQLInterfaceType,
  field: GraphQLField<unknown, unknown>,
  { name, args }: PathStep,
): Fault | null {
  for (const argument of field.args) {
    const { name: typeName } = getNamedType(argument.type);
    if (missing.has(typeName)) {
      return new Fault(
        `\`owner\` does not define \`${typeName}\`, the type of the argument \`${argument.name}\` of \`${parent.name}.${name}\`. Add it as the graph has it.`,
      );
    }
  }
  const document = parse(`fragment Path on ${parent.name} { ${name}${args} }`, { noLocation: true });
  const [error] = validate(schema, document, ARGUMENT_RULES);
  if (error === undefined) return null;
  const known = field.args.map((argument) => `${argument.name}: ${argument.type}`).join(', ');
  const remedy =
    known === ''
      ? `Write \`${name}\` alone.`
      : `Its arguments are \`(${known})\`: write them as in a query, \`${name}(${field.args[0]?.name}: …)\`.`;
  return new Fault(`\`${name}${args}\` does not fit \`${parent.name}.${name}\`. ${error.message} ${remedy}`);
}

const ARGUMENT_RULES = [
  KnownArgumentNamesRule,
  ProvidedRequiredArgumentsRule,
  UniqueArgumentNamesRule,
  ValuesOfCorrectTypeRule,
];
