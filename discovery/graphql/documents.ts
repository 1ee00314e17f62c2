import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';

const REMEMBERED_DOCUMENTS = 500;

export interface CheckedDocument {
  document: DocumentNode | null;
  errors: readonly GraphQLError[];
  /** The code of `errors`, as Apollo Server names it. */
  code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';
}

/** Parses and validates a query text; the outcome is remembered. */
export function createDocumentChecker(schema: GraphQLSchema): (query: string) => CheckedDocument {
  const cache = new LRUCache<string, CheckedDocument>({ max: REMEMBERED_DOCUMENTS });
  return (query) => {
    const remembered = cache.get(query);
    if (remembered !== undefined) return remembered;
    const checked = check(schema, query);
    cache.set(query, checked);
    return checked;
  };
}

function check(schema: GraphQLSchema, query: string): CheckedDocument {
  try {
    const document = parse(query);
    return { document, errors: validate(schema, document), code: 'GRAPHQL_VALIDATION_FAILED' };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { document: null, errors: [error], code: 'GRAPHQL_PARSE_FAILED' };
  }
}

/** The errors of a host that does not know these fields: one for every place where one is selected. */
export function unknownFieldErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  names: readonly string[],
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        if (!names.includes(node.name.value)) return;
        const type = typeInfo.getParentType()?.name;
        errors.push(
          new GraphQLError(`Cannot query field "${node.name.value}" on type "${type}".`, { nodes: node }),
        );
      },
    }),
  );
  return errors;
}

/** Schema introspection needs no token; `{ __typename }` alone is no introspection. */
export function isIntrospection(document: DocumentNode, operationName: string | undefined): boolean {
  const operation = getOperationAST(document, operationName);
  const roots = operation?.selectionSet.selections ?? [];
  const names = roots.map((root) => (root.kind === Kind.FIELD ? root.name.value : ''));
  return (
    names.some((name) => name === '__schema' || name === '__type') &&
    names.every((name) => name.startsWith('__'))
  );
}
