import { type GraphQLError, type GraphQLFormattedError, OperationTypeNode } from 'graphql';
import type { RequestContext } from '../context.ts';
import { demandOf } from '../document/cost.ts';
import type { Documents } from '../document/documents.ts';
import type { BoundOperation, Operation } from '../document/operation.ts';
import type { OperationKind } from '../document/operation-kind.ts';
import { answerEntities, type EntitiesAnswer } from '../entities/answer.ts';
import type { EntityTypes } from '../entities/entity-types.ts';
import { graphqlError } from '../errors.ts';
import { type Caller, isAnonymous } from '../identity/viewer.ts';
import { chooseContentType } from './content-type.ts';
import type { Graph, GraphAnswer, GraphRequest } from './graph.ts';
import { formatErrors } from './graphql-errors.ts';
import { type GraphqlParams, readGraphqlParams } from './graphql-params.ts';
import { writeAnswer } from './write-answer.ts';

/** What an answer by plan leaves behind, for the log and the trace. */
export interface Answered {
  readonly requestId: string;
  readonly tenant: string | null;
  readonly operation: Operation['node'];
  readonly references: number;
  readonly errorCodes: readonly unknown[];
  readonly startedAtMs: number;
}

export interface PlannedGraphOptions {
  readonly documents: Documents;
  readonly types: EntityTypes;
  /** Executes what has no plan, and has the words for what is wrong with a request. */
  readonly executor: Graph;
  readonly contextOf: (caller: Caller, requestId: string) => RequestContext;
  /** Texts of persisted queries, as the executor keeps them. */
  readonly findPersisted: (hash: string) => Promise<string | undefined>;
  readonly limits: { readonly references: number; readonly cost: number };
  readonly now: () => number;
  readonly onReferences: (count: number) => void;
  /** Called for each request that reads entities: whether its answer was written by its plan, or executed. */
  readonly onEntities: (way: 'plan' | 'executor') => void;
  readonly onPlanFailed: (error: unknown) => void;
  readonly onAnswered: (answered: Answered) => void;
}

const NO_ERRORS: readonly GraphQLFormattedError[] = [];
const NO_CODES: readonly unknown[] = [];

/** So many times the references that are answered are refused whole. */
const REFUSED_REFERENCES_FACTOR = 10;

/** Refuses what is too large before it is validated, writes `_entities` by the plan of its document, and leaves all else to the executor. */
export function createPlannedGraph(options: PlannedGraphOptions): Graph {
  const { documents, executor, limits } = options;

  async function answer(request: GraphRequest): Promise<GraphAnswer> {
    const params = readGraphqlParams(request);
    const text = params?.query ?? (params === null ? undefined : await persistedText(params));
    if (params === null || text === undefined) return executor.answer(request);
    const document = documents.read(text);
    if (document.excess !== null) return refuse(request, document.excess, 'unread');
    // A stranger may ask for the schema at most, which has no plan.
    const operation = isAnonymous(request.caller) ? null : document.operation(params.operationName);
    const bound = operation?.bind(params.variables) ?? null;
    if (operation === null || bound === null) return executor.answer(request);
    const { references, cost } = demandOf(bound, limits.references);
    const tooMuch = findTooMuch(references, cost);
    if (tooMuch !== null) return refuse(request, tooMuch, kindOf(operation, bound));
    if (references > 0) options.onReferences(references);
    const isNew = params.query !== null && params.hash !== null;
    if (mayBePlanned(request) && bound.isWritable && !isNew) {
      const planned = await answerByPlan(request, operation, bound, references);
      if (planned !== null) return planned;
    }
    if (references > 0) options.onEntities('executor');
    return executor.answer(request);
  }

  async function persistedText({ hash }: GraphqlParams): Promise<string | undefined> {
    return hash === null ? undefined : options.findPersisted(hash);
  }

  function findTooMuch(references: number, cost: number): GraphQLError | null {
    const maxReferences = limits.references * REFUSED_REFERENCES_FACTOR;
    if (references > maxReferences) {
      const message = `The request has ${references} references, at most ${limits.references} are answered. Ask for fewer at a time.`;
      return graphqlError('BAD_USER_INPUT', message);
    }
    if (cost <= limits.cost) return null;
    const message = `The request costs ${cost}: its references, times the fields that are selected of each. At most ${limits.cost} is allowed. Ask for fewer references at a time, or for fewer fields.`;
    return graphqlError('BAD_USER_INPUT', message);
  }

  /** Null where the executor has to answer: the caller accepts no such answer, or a value does not fit its type. */
  async function answerByPlan(
    request: GraphRequest,
    operation: Operation,
    bound: BoundOperation,
    references: number,
  ): Promise<GraphAnswer | null> {
    const startedAtMs = options.now();
    const contentType = chooseContentType(request.accept);
    if (contentType === null) return null;
    const context = options.contextOf(request.caller, request.requestId);
    let written: EntitiesAnswer;
    try {
      written = await answerEntities(bound, {
        types: options.types,
        reader: () => context.reader,
        prepared: await context.prepared(),
        asks: context.asks,
        maxReferences: limits.references,
        turn: context.turn,
      });
    } catch (error) {
      // The executor meets the same fault at its place, and has the words for it.
      options.onPlanFailed(error);
      return null;
    }
    if (references > 0) options.onEntities('plan');
    const errors = written.errors.length === 0 ? NO_ERRORS : formatErrors(written.errors);
    const errorCodes =
      errors.length === 0 ? NO_CODES : [...new Set(errors.map(({ extensions }) => extensions?.code))];
    const { requestId, caller } = request;
    const tenant = isAnonymous(caller) ? null : caller.tenant;
    options.onAnswered({ requestId, tenant, operation: operation.node, references, errorCodes, startedAtMs });
    return {
      status: 200,
      headers: headersOf(contentType),
      body: await writeAnswer(written.data, errors, context.turn),
      isAscii: written.isAscii && errors.length === 0,
      isWhole: errors.length === 0,
      operation: kindOf(operation, bound),
      errorCodes,
    };
  }

  return { answer };
}

function kindOf({ node }: Operation, { roots }: BoundOperation): OperationKind {
  if (node.operation === OperationTypeNode.MUTATION) return 'mutation';
  return roots.some(({ kind }) => kind === 'entities') ? 'entities' : 'query';
}

/** A GET without one of these headers may be forged by a page of another site: the executor's server refuses it. */
function mayBePlanned(request: GraphRequest): boolean {
  if (request.method === 'POST') return true;
  const { headers } = request;
  return !headers.has('content-type') && PREFLIGHT_HEADERS.some((name) => (headers.get(name) ?? '') !== '');
}

const PREFLIGHT_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name'];

function refuse({ accept }: GraphRequest, error: GraphQLError, operation: OperationKind): GraphAnswer {
  const contentType = chooseContentType(accept) ?? 'application/json; charset=utf-8';
  const body = `${JSON.stringify({ errors: formatErrors([error]) })}\n`;
  const errorCodes = [error.extensions.code];
  return { status: 400, headers: headersOf(contentType), body, isWhole: false, operation, errorCodes };
}

function headersOf(contentType: string): readonly (readonly [string, string])[] {
  return [
    ['content-type', contentType],
    ['cache-control', 'no-store'],
  ];
}
