import { type ConstDirectiveNode, Kind, parse, valueFromASTUntyped } from 'graphql';
import type { Mapping } from '../../src/mapping/mapping.ts';

/** `Dataset: database schema name`, as the served SDL has it; types with the same key stand together. */
export function chosenKeys(typeDefs: string, mapping: Mapping): string {
  const byKey = Map.groupBy(mapping.tables, ({ typeName }) => keyOf(typeDefs, typeName));
  return [...byKey]
    .map(([key, types]) => `${types.map(({ typeName }) => typeName).join(', ')}: ${key}`)
    .join('; ');
}

function keyOf(typeDefs: string, typeName: string): string {
  for (const definition of parse(typeDefs).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== typeName) continue;
    const key = fieldsOf('key', definition.directives);
    const required = definition.fields?.map(({ directives }) => fieldsOf('requires', directives)) ?? [];
    const requires = required.find((fields) => fields !== null) ?? null;
    return `${key}${requires === null ? '' : `, requires ${requires}`}`;
  }
  return 'none';
}

function fieldsOf(directive: string, nodes: readonly ConstDirectiveNode[] | undefined): string | null {
  const argument = nodes
    ?.find(({ name }) => name.value === directive)
    ?.arguments?.find(({ name }) => name.value === 'fields');
  return argument === undefined ? null : String(valueFromASTUntyped(argument.value));
}
