import { CONFIGURE_MUTATION } from '../../demo/queries.ts';
import { type Answer, ask, type Parsed } from '../support/ask.ts';

export type Headers = Readonly<Record<string, string>>;

/** Where a subgraph listens. */
interface Listening {
  readonly url: string;
}

const COVERAGE = `query ($statuses: [DbtMatchStatus!], $first: Int = 1000) { dbtCoverage { since asked matched incompleteReason
  statuses { status tables } tables(statuses: $statuses, first: $first) {
    database schema name environmentIds status reason timesAsked lastAskedAt } } }`;

export const ALL_STATUSES = [
  'EXACT',
  'FOLDED',
  'WILDCARD',
  'AMBIGUOUS',
  'CONFLICT',
  'NOT_BUILT',
  'NOT_IN_DBT',
  'NOT_CONFIGURED',
  'UNAVAILABLE',
];

export function askCoverage(
  { url }: Listening,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Headers = {},
): Promise<Answer> {
  return ask(`${url}/graphql`, COVERAGE, variables, headers);
}

/** `dbtCoverage` with the tables of all statuses, up to `first`. */
export async function readCoverage(graph: Listening, headers: Headers = {}, first = 1000): Promise<Parsed> {
  const { body } = await askCoverage(graph, { statuses: ALL_STATUSES, first }, headers);
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return body.data.dbtCoverage;
}

/** `schema.name timesAsked`, as they are listed. */
export async function countsOf(graph: Listening, headers: Headers = {}): Promise<readonly string[]> {
  const { tables } = await readCoverage(graph, headers);
  return tables.map(({ schema, name, timesAsked }: Parsed) => `${schema}.${name} ${timesAsked}`);
}

export const DESCRIPTIONS = '... on Table { dbtDescription } ... on Column { dbtDescription }';

/** Asks `_entities` for references once. */
export async function askFor(
  { url }: Listening,
  references: readonly unknown[],
  selections = DESCRIPTIONS,
  headers: Headers = {},
): Promise<Parsed> {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ${selections} } }`;
  const { body } = await ask(`${url}/graphql`, query, { r: references }, headers);
  return body;
}

interface Connectable extends Listening {
  readonly discovery: { readonly url: string };
  readonly serviceToken: string;
}

/** Connects dbt and waits until its project is read, without a reference that would count. */
export async function connect(
  stack: Connectable,
  environmentIds: readonly string[] = ['834', '912'],
  headers: Headers = {},
): Promise<void> {
  const input = {
    apiHost: new URL(stack.discovery.url).origin,
    serviceToken: stack.serviceToken,
    environmentIds,
  };
  const { body } = await ask(`${stack.url}/graphql`, CONFIGURE_MUTATION, { input }, headers);
  const problems = body.data?.configureDbtIntegration?.userErrors;
  if (problems?.length !== 0) throw new Error(`dbt could not be connected: ${JSON.stringify(body)}`);
  const lookUp = '{ dbtLookup(schema: "none", name: "none") { match { status } } }';
  for (;;) {
    const answer = await ask(`${stack.url}/graphql`, lookUp, {}, headers);
    if (answer.body.data.dbtLookup.match.status !== 'UNAVAILABLE') return;
  }
}
