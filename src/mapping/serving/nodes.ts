import { type ConstDirectiveNode, Kind, type NamedTypeNode, type NameNode } from 'graphql';

export function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

export function namedType(name: string): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: nameNode(name) };
}

export const EXTERNAL: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: nameNode('external') };

/** `@key` or `@requires`. */
export function fieldsDirective(name: 'key' | 'requires', fields: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: nameNode(name),
    arguments: [
      { kind: Kind.ARGUMENT, name: nameNode('fields'), value: { kind: Kind.STRING, value: fields } },
    ],
  };
}

export function hasDirective(
  { directives = [] }: { readonly directives?: readonly { readonly name: NameNode }[] | undefined },
  name: string,
): boolean {
  return directives.some((directive) => directive.name.value === name);
}
