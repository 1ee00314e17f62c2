import { setTimeout as delay } from 'node:timers/promises';
import { type GraphAnswer, problemOf } from '../support/graph.ts';
import type { Subgraph } from '../support/subgraph.ts';
import { namesOf } from './project/names.ts';

/** What a page of a catalogue asks of the tables that it shows. */
export interface Page {
  readonly query: string;
  readonly variables: { readonly tables: readonly unknown[] };
  /** The nodes that answer for the tables, in their order. */
  readonly uniqueIds: readonly string[];
}

interface Options {
  /** Fields of `Table`; a description, a refresh time and the node's uniqueId always. */
  readonly fields?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Models spread over the whole project, so that a page is whole only when all of it is read. */
export function pageOf(tables: number, models: number, { fields = '' }: Options = {}): Page {
  const names = Array.from({ length: tables }, (_, position) =>
    namesOf('models', Math.floor(((position + 1) * models) / tables) - 1),
  );
  return {
    query: `query ($tables: [_Any!]!) { _entities(representations: $tables) { ... on Table {
      dbtDescription lastRefreshedAt dbt { node { uniqueId } } ${fields} } } }`,
    variables: {
      tables: names.map(({ database, schema, relation }) => ({
        __typename: 'Table',
        database,
        schema,
        name: relation,
      })),
    },
    uniqueIds: names.map(({ uniqueId }) => uniqueId),
  };
}

interface AnsweredTable {
  readonly dbtDescription: string | null;
  readonly lastRefreshedAt: string | null;
  readonly dbt: { readonly node: { readonly uniqueId: string } | null } | null;
}

/** What keeps an answer from being the whole page; null when nothing does. */
export function missingOf(page: Page, answer: GraphAnswer): string | null {
  const problem = problemOf(answer);
  if (problem !== null) return problem;
  const tables = (answer.data?._entities ?? []) as readonly (AnsweredTable | null)[];
  const missing = page.uniqueIds.filter((uniqueId, position) => {
    const table = tables[position];
    return table?.dbt?.node?.uniqueId !== uniqueId || !table.dbtDescription || !table.lastRefreshedAt;
  });
  return missing.length === 0
    ? null
    : `${missing.length} of ${page.uniqueIds.length} tables are not answered`;
}

export interface Whole {
  /** By `performance.now()`; null when the page was never whole in the given time. */
  readonly atMs: number | null;
  /** What kept the last answer from being whole. */
  readonly missing: string | null;
}

/** One caller's patience: over the five seconds after which the subgraph answers in any case. */
const ASK_WITHIN_MS = 30_000;
const PAUSE_MS = 50;

/** Asks for the page again and again, as callers do, until it is answered whole or the time is over. */
export async function askUntilWhole(
  subgraph: Subgraph,
  page: Page,
  withinMs: number,
  { headers = {} }: Options = {},
): Promise<Whole> {
  const endAtMs = performance.now() + withinMs;
  let missing: string | null = null;
  for (;;) {
    const leftMs = endAtMs - performance.now();
    if (leftMs <= 0 || subgraph.hasEnded) return { atMs: null, missing };
    try {
      const answer = await subgraph.ask(page.query, page.variables, {
        headers,
        withinMs: Math.min(leftMs, ASK_WITHIN_MS),
      });
      missing = missingOf(page, answer);
    } catch (error) {
      // Cut off by the end of the wait, the last answer says more.
      missing ??= String(error);
    }
    if (missing === null) return { atMs: performance.now(), missing };
    await delay(PAUSE_MS);
  }
}
