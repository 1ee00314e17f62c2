import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { FieldTable } from './field-table.ts';
import { type DocumentLimits, findExcess, tooDeep } from './limits.ts';
import { createOperation, type Operation } from './operation.ts';

/** What is known of a query text. Worked out once a text. */
export interface Document {
  /** What is too large about it; null when nothing is. */
  readonly excess: GraphQLError | null;
  /** The operation of this name, or the only one; null where there is none, or the document is not valid. */
  operation(name: string | undefined): Operation | null;
}

export interface Documents {
  read(text: string): Document;
}

export interface DocumentsOptions {
  readonly schema: GraphQLSchema;
  readonly fields: FieldTable;
  readonly limits: DocumentLimits;
  /** Where documents are remembered. */
  readonly store: DocumentStore;
}

export interface DocumentStore {
  get(text: string): Document | undefined;
  /** `bytes` is what the document weighs. */
  set(text: string, document: Document, bytes: number): void;
}

/** Tokens of one document: a page's query has hundreds, this bounds the parser alone. */
export const MAX_DOCUMENT_TOKENS = 20_000;

/** What is made of a text weighs so much for each of its characters, at least. */
const BYTES_PER_CHARACTER = 40;
const DOCUMENT_BYTES = 4096;

export function createDocuments(options: DocumentsOptions): Documents {
  return {
    read(text) {
      const before = options.store.get(text);
      if (before !== undefined) return before;
      const made = createDocument(text, options);
      options.store.set(text, made, DOCUMENT_BYTES + text.length * BYTES_PER_CHARACTER);
      return made;
    },
  };
}

function createDocument(text: string, { schema, fields, limits }: DocumentsOptions): Document {
  const measured = measureText(text, limits);
  if (measured === null) return NO_DOCUMENT;
  const { ast, excess } = measured;
  if (excess !== null) return { ...NO_DOCUMENT, excess };
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of ast.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const operations = new Map<unknown, Operation>();
  let isValid: boolean | undefined;
  return {
    excess: null,
    operation(name) {
      isValid ??= validate(schema, ast, specifiedRules, { maxErrors: 1 }).length === 0;
      const node = isValid ? getOperationAST(ast, name) : null;
      if (node === null || node === undefined) return null;
      const before = operations.get(node);
      if (before !== undefined) return before;
      const made = createOperation(node, { schema, fields, fragments });
      operations.set(node, made);
      return made;
    },
  };
}

const NO_DOCUMENT: Document = { excess: null, operation: () => null };

/** Null where the text is no document. */
function measureText(
  text: string,
  limits: DocumentLimits,
): { readonly ast: DocumentNode; readonly excess: GraphQLError | null } | null {
  try {
    const ast = parse(text, { maxTokens: MAX_DOCUMENT_TOKENS });
    return { ast, excess: findExcess(ast, limits) };
  } catch (error) {
    // The parser calls itself for each level, as does what measures its result, until the engine has no room for one more call.
    return error instanceof RangeError ? { ast: EMPTY_AST, excess: tooDeep() } : null;
  }
}

const EMPTY_AST: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
