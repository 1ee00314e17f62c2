import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  parse,
  type TypeDefinitionNode,
  type TypeNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';

/** Federation 2.3 is the first with keys of interfaces, which a supergraph may have. */
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

const MACHINERY = /^(?:join|link|core|federation)__/;
const KEPT_DIRECTIVES = new Set(['key', 'deprecated', 'specifiedBy']);

export function isSupergraph({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) => definition.kind === Kind.DIRECTIVE_DEFINITION && definition.name.value === 'join__type',
  );
}

/** A supergraph as if one subgraph served all of it, with the keys of its entities, without what dbt contributes to it already. */
export function ownerOfSupergraph(supergraph: DocumentNode): {
  readonly document: DocumentNode;
  /** The graph that is left out, for it is this subgraph. */
  readonly left: string | null;
} {
  const left = graphOfDbt(supergraph);
  const types = supergraph.definitions.flatMap((definition) => {
    if (!isTypeDefinitionNode(definition) || MACHINERY.test(definition.name.value)) return [];
    const type = partOf(definition, left);
    return type === null ? [] : [withKeys(type, left)];
  });
  const names = new Set(types.map(({ name }) => name.value));
  const schemas = supergraph.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION
      ? [
          {
            ...definition,
            directives: [],
            operationTypes: definition.operationTypes.filter(({ type }) => names.has(type.name.value)),
          },
        ]
      : [],
  );
  const definitions: DefinitionNode[] = [
    ...parse(LINK, { noLocation: true }).definitions,
    ...schemas.filter(({ operationTypes }) => operationTypes.length > 0),
    ...types,
  ];
  const document = visit({ kind: Kind.DOCUMENT, definitions } as const, {
    Directive: ({ name }) => (KEPT_DIRECTIVES.has(name.value) || name.value === 'link' ? undefined : null),
  });
  return { document, left };
}

/** The graph with the field of Query that leads to a table's facts. */
function graphOfDbt(supergraph: DocumentNode): string | null {
  const [graph] = graphsOf(lookupField(supergraph)?.directives, 'join__field');
  return graph ?? null;
}

/** Whether a schema is what this subgraph itself serves, under whatever names. */
export function isContributed(document: DocumentNode): boolean {
  return lookupField(document) !== undefined;
}

/** The field that explains how a relation is matched. */
function lookupField({ definitions }: DocumentNode): FieldDefinitionNode | undefined {
  return definitions
    .flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
        ? (definition.fields ?? [])
        : [],
    )
    .find(
      (field) =>
        typeName(field.type).endsWith('DbtTableMetadata') &&
        (field.arguments ?? []).map(({ name }) => name.value).join(' ') === 'database schema name',
    );
}

/** What of a type other graphs than this one have; null for nothing. */
function partOf(type: TypeDefinitionNode, left: string | null): TypeDefinitionNode | null {
  const graphs = graphsOf(type.directives, 'join__type');
  if (left === null || !graphs.includes(left)) return type;
  if (graphs.every((graph) => graph === left)) return null;
  if (!('fields' in type)) return type;
  const isOthers = ({ directives }: { readonly directives?: readonly ConstDirectiveNode[] }) => {
    const own = graphsOf(directives, 'join__field');
    return own.length === 0 || own.some((graph) => graph !== left);
  };
  if (type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) return type;
  const fields = (type.fields ?? []).filter(isOthers);
  return fields.length === 0 ? null : { ...type, fields };
}

function withKeys(type: TypeDefinitionNode, left: string | null): TypeDefinitionNode {
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return type;
  const keys = new Set<string>();
  for (const directive of type.directives ?? []) {
    if (directive.name.value !== 'join__type') continue;
    const { graph, key, resolvable } = argumentsOf(directive);
    if (graph !== left && typeof key === 'string' && resolvable !== false) keys.add(key);
  }
  return { ...type, directives: [...keys].map(keyDirective) };
}

function keyDirective(fields: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'key' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'fields' },
        value: { kind: Kind.STRING, value: fields },
      },
    ],
  };
}

function graphsOf(directives: readonly ConstDirectiveNode[] | undefined, name: string): string[] {
  return (directives ?? []).flatMap((directive) => {
    if (directive.name.value !== name) return [];
    const { graph, external } = argumentsOf(directive);
    return typeof graph === 'string' && external !== true ? [graph] : [];
  });
}

function argumentsOf(directive: ConstDirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type);
}
