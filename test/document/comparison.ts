import { hash } from 'node:crypto';
import fc from 'fast-check';
import type { Faults } from '../../discovery/switchboard.ts';
import { type Stack, type StackOptions, startStack } from '../support/start-stack.ts';
import { CHANGING_TABLES, startChangingFacts } from './changing-facts.ts';
import { arbitraryRequest, type GeneratedRequest } from './generate-documents.ts';
import type { KnownTable } from './generator/references.ts';

/** What dbt and the subgraph are like while generated requests are answered in both ways. */
export interface Situation {
  readonly title: string;
  /** How many requests are compared. */
  readonly requests: number;
  readonly start: (options: StackOptions) => Promise<Subject>;
  readonly tables: readonly KnownTable[];
}

/** A subgraph under comparison. */
export interface Subject {
  readonly stack: Stack;
  /** Changes facts between the first and the second answer to a request; null where they stay. */
  readonly between: (() => Promise<void>) | null;
  stop(): Promise<void>;
}

/** Models, seeds and sources of both environments of the demo, and one that both build. */
const TABLES = [
  { schema: 'marts', name: 'customers', columns: ['customer_id', 'email', 'lifetime_amount'] },
  { schema: 'marts', name: 'payments', columns: ['payment_id', 'amount'] },
  { schema: 'marts', name: 'orders', columns: ['order_id'] },
  { schema: 'marts', name: 'RevenueByStore', columns: [] },
  { schema: 'finance', name: 'reconciled_payments', columns: ['payment_id'] },
  { schema: 'reference', name: 'exchange_rates', columns: ['currency'] },
  { schema: 'raw', name: 'customers', columns: ['id', 'email'] },
  { schema: 'raw', name: 'bank_transactions', columns: ['id'] },
].map((table) => ({ database: 'warehouse', ...table }));

const NOW_MS = Date.parse('2026-11-26T12:00:00Z');
/** Until a circuit that has opened lets a trial through. */
const CIRCUIT_MS = 31_000;

export const SITUATIONS = {
  answers: { title: 'dbt answers', requests: 1250, start: startDemo(null), tables: TABLES },
  oneFails: {
    title: 'one of two environments fails',
    requests: 400,
    start: startDemo({ status: 503, onlyEnvironment: 912 }),
    tables: TABLES,
  },
  severitiesFail: {
    title: 'severities of one of two environments cannot be read',
    requests: 200,
    start: startDemo({ status: 503, onlyEnvironment: 912 }, {}, 'known'),
    tables: TABLES,
  },
  fails: { title: 'dbt fails', requests: 250, start: startDemo({ status: 503 }), tables: TABLES },
  notConnected: {
    title: 'dbt is not connected',
    requests: 100,
    start: startDemo(null, { connect: false }),
    tables: TABLES,
  },
  fewReferences: {
    title: 'a request may have five references',
    requests: 100,
    start: startDemo(null, { env: { LIMIT_REFERENCES: '5' } }),
    tables: TABLES,
  },
  changes: {
    title: 'facts with odd values change between two answers',
    requests: 100,
    start: startChangingFacts,
    tables: CHANGING_TABLES,
  },
} satisfies Record<string, Situation>;

export type SituationName = keyof typeof SITUATIONS;

const drawn = new Map<Situation, readonly GeneratedRequest[]>();

/** The requests of a situation, the same ones whenever they are drawn. Each is sent with every set of its variables. */
export function requestsOf(situation: Situation): readonly GeneratedRequest[] {
  const before = drawn.get(situation);
  if (before !== undefined) return before;
  const { requests, tables } = situation;
  const made = fc
    .sample(arbitraryRequest(tables), { numRuns: requests, seed: requests })
    .flatMap((request) =>
      [request.variables, ...request.otherVariables].map((variables) => ({ ...request, variables })),
    );
  drawn.set(situation, made);
  return made;
}

/** A query that comes with its own hash is registered, which the executor's server does. */
export async function send(
  stack: Stack,
  { query, variables, operationName }: GeneratedRequest,
  way: 'plan' | 'executor',
) {
  const extensions =
    way === 'plan' ? {} : { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } };
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, operationName, extensions }),
  });
  // A text that is no JSON is a difference, too.
  return {
    status: response.status,
    text: await response.text(),
    type: response.headers.get('content-type'),
  };
}

/** `before`: what is known when the faults begin; all but the severities of tests, or nothing. */
function startDemo(
  faults: Faults | null,
  fixed: StackOptions = {},
  before: 'known' | 'forgotten' = 'forgotten',
) {
  return async (options: StackOptions): Promise<Subject> => {
    const clock = { nowMs: NOW_MS };
    const stack = await startStack({ ...fixed, ...options, now: () => clock.nowMs });
    if (faults !== null) await failFrom(stack, faults, clock, before);
    return { stack, between: null, stop: stack.stop };
  };
}

/** Asks until nothing moves any more: what can be read is known, the circuit is open. */
async function failFrom(
  stack: Stack,
  faults: Faults,
  clock: { nowMs: number },
  before: 'known' | 'forgotten',
): Promise<void> {
  const askFor = (fields: string) =>
    stack.query(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on Table { ${fields} } } }`, {
      r: TABLES.map(({ columns: _, ...table }) => ({ __typename: 'Table', ...table })),
    });
  const facts = `dbtDescription dbtTests { name } dbt { match { candidates { tags rawCode } } node { tags rawCode }
    columns { dbt { index } } health upstream { sources { node { tags rawCode } } failing { node { tags } } } }`;
  if (before === 'known') await askFor(facts);
  stack.discovery.switchboard.set(faults);
  if (before === 'forgotten') await stack.query('mutation { refreshDbtMetadata { userErrors { code } } }');
  for (let round = 0; round < 4; round += 1) {
    clock.nowMs += CIRCUIT_MS;
    await askFor(`${facts} dbtTests { severity }`);
  }
}
