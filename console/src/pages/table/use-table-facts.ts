import { config } from '../../config.ts';
import type { GraphError } from '../../graph.ts';
import { toRepresentation } from '../../representation.ts';
import type { RelationName } from '../../text/relation.ts';
import { type Asked, useAsk } from '../../use-ask.ts';
import {
  type EntityData,
  entityQuery,
  LOOKUP_QUERY,
  type LookupData,
  type TableFacts,
} from './table-question.ts';

/** How often a table that dbt could not be asked for is asked for again: the first read of a project takes minutes, and so do its parents. */
const RETRY_MS = 5_000;

type Question =
  | { readonly query: string; readonly variables: object }
  /** The caller has no way to ask. */
  | null;

/** Why the graph does not say what a table is made of, with the rest of its answer whole. */
export interface UpstreamProblem {
  readonly message: string;
  /** It will say so once it has read more of the project. */
  readonly isLoading: boolean;
}

export interface AskedTable extends Asked<TableFacts> {
  readonly upstreamProblem: UpstreamProblem | null;
}

/**
 * The facts of a table. Admins ask by `dbtLookup`, which no mapping of names concerns and which does not count as a table that the catalogue
 * has asked for; others ask as a gateway does. Null where neither is possible.
 */
export function useTableFacts(relation: RelationName, isAdmin: boolean): AskedTable | null {
  const question = toQuestion(relation, isAdmin);
  const asked = useAsk<LookupData | EntityData>(
    question?.query ?? null,
    question?.variables,
    (data, errors) => (isUnavailable(data) || toProblem(errors)?.isLoading === true ? RETRY_MS : null),
  );
  if (question === null) return null;
  const { answer, data } = asked;
  const facts = data === null ? null : toFacts(data);
  if (answer?.kind !== 'data') return { ...asked, answer, data: facts, upstreamProblem: null };
  if (facts !== null) {
    const errors = answer.errors.filter((error) => !isOfUpstream(error));
    const upstreamProblem = toProblem(answer.errors);
    return { ...asked, answer: { ...answer, data: facts, errors }, data: facts, upstreamProblem };
  }
  const message = answer.errors[0]?.message ?? 'The graph has no answer for this relation.';
  return { ...asked, answer: { kind: 'refused', message }, data: null, upstreamProblem: null };
}

function toQuestion(relation: RelationName, isAdmin: boolean): Question {
  if (isAdmin) return { query: LOOKUP_QUERY, variables: relation };
  const { representation } = config();
  if (representation === null) return null;
  return {
    query: entityQuery(representation),
    variables: { representations: [toRepresentation(representation, relation)] },
  };
}

function toFacts(data: LookupData | EntityData): TableFacts | null {
  return 'entities' in data ? (data.entities[0]?.facts ?? null) : data.facts;
}

function isUnavailable(data: LookupData | EntityData | null): boolean {
  return data !== null && toFacts(data)?.match.status === 'UNAVAILABLE';
}

function isOfUpstream({ path }: GraphError): boolean {
  return path?.at(-1) === 'upstream';
}

function toProblem(errors: readonly GraphError[]): UpstreamProblem | null {
  const error = errors.find(isOfUpstream);
  if (error === undefined) return null;
  return { message: error.message, isLoading: error.extensions?.code === 'DBT_INDEX_LOADING' };
}
