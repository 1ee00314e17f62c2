import { type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import type { FieldPath, PathStep } from '../mapping/field-path.ts';
import type { OwnerGraph, OwnerType } from './owner-graph.ts';

/** Scalars that never hold a name. */
const NO_TEXT =
  /^(?:Int|Float|Boolean|Big(?:Int|Decimal)|Long|Short|Byte|U?Int\d*|Decimal|Double|JSON|JSONObject|Any|UUID|Upload|.*(?:Date|Time|Timestamp|Instant|Duration))$/i;

/** Values of an argument that ask for the name as it is in the warehouse. */
const PLAIN_VALUES = ['PLAIN', 'RAW', 'UNQUOTED', 'PHYSICAL', 'NONE'];

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

export function isList(type: TypeNode): boolean {
  return type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));
}

/** The type that a field leads to; undefined for GraphQL's own scalars. */
export function targetOf(graph: OwnerGraph, field: FieldDefinitionNode): OwnerType | undefined {
  return graph.types.get(namedType(field.type));
}

/** Whether a single text stands in a field. */
export function isText(graph: OwnerGraph, field: FieldDefinitionNode): boolean {
  if (isList(field.type)) return false;
  const name = namedType(field.type);
  const target = graph.types.get(name);
  if (target === undefined) return name === 'String' || name === 'ID';
  return target.kind === 'scalar' && !NO_TEXT.test(name);
}

/** Whether a single object stands in a field. */
export function isObject(graph: OwnerGraph, field: FieldDefinitionNode): boolean {
  const kind = targetOf(graph, field)?.kind;
  return !isList(field.type) && (kind === 'object' || kind === 'interface');
}

/** The object types that may stand where a type is named. */
export function concreteTypes(graph: OwnerGraph, type: OwnerType): OwnerType[] {
  if (type.kind === 'object') return [type];
  if (type.kind === 'union') return [...type.members].flatMap((name) => graph.types.get(name) ?? []);
  if (type.kind !== 'interface') return [];
  return [...graph.types.values()].filter((each) => each.kind === 'object' && each.interfaces.has(type.name));
}

/** A field as a step of a path, with the arguments that it needs; null where nobody can know them. */
export function stepOf(graph: OwnerGraph, field: FieldDefinitionNode): PathStep | null {
  const chosen: string[] = [];
  for (const argument of field.arguments ?? []) {
    const name = argument.name.value;
    const type = namedType(argument.type);
    const values = graph.types.get(type)?.values;
    const plain = PLAIN_VALUES.find((value) => values?.has(value));
    if (plain !== undefined) chosen.push(`${name}: ${plain}`);
    else if (type === 'Boolean' && /quote/i.test(name)) chosen.push(`${name}: false`);
    else if (argument.type.kind === Kind.NON_NULL_TYPE && argument.defaultValue === undefined) return null;
  }
  return { name: field.name.value, args: chosen.length === 0 ? '' : `(${chosen.join(', ')})` };
}

/** One step of a path as the owner declares it. */
export interface DeclaredStep {
  readonly step: PathStep;
  readonly parent: OwnerType;
  readonly field: FieldDefinitionNode;
}

/** The fields that a path passes; null where it leads nowhere. */
export function declaredSteps(graph: OwnerGraph, type: OwnerType, path: FieldPath): DeclaredStep[] | null {
  const steps: DeclaredStep[] = [];
  let parent: OwnerType | undefined = type;
  for (const step of path) {
    const field: FieldDefinitionNode | undefined = parent?.fields.get(step.name);
    if (parent === undefined || field === undefined) return null;
    steps.push({ step, parent, field });
    parent = targetOf(graph, field);
  }
  return steps;
}
