import { expect } from 'vitest';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import type { OddValueOfEnvironment } from '../../src/dbt/discovery-sender.ts';
import { type DetailsGroup, FACETS } from '../../src/dbt/operations.ts';
import type { Parsed } from '../support/ask.ts';
import { callOf, createFakeHost, type FakeHost } from './fake-host.ts';
import { readIndex as readWholeIndex } from './read-index.ts';
import { createSample } from './sample-nodes.ts';

const SAMPLE = createSample({ models: 3, sources: 2, seeds: 2, snapshots: 2 });
export const GROUPS: readonly DetailsGroup[] = (['models', 'sources', 'seeds', 'snapshots'] as const).map(
  (kind) => ({
    alias: kind,
    kind,
    facets: FACETS,
    uniqueIds: SAMPLE.applied?.[kind].map(({ uniqueId }) => uniqueId) ?? [],
  }),
);

export interface Answered {
  /** Rows by list, in the order of the answer. */
  readonly lists: Record<string, Parsed[]>;
  readonly odd: OddValueOfEnvironment[];
}

/** All details of all nodes, read from an answer that was changed on its way. */
export async function readDetails(tamper: (answer: Parsed) => unknown = () => undefined): Promise<Answered> {
  const { host, client, odd } = listen(tamper);
  const nodes = await client.readDetails(callOf(), '1', GROUPS);
  expect(host.requests).toHaveLength(1);
  return { lists: structuredClone(Object.fromEntries(nodes)) as Answered['lists'], odd };
}

export async function readIndex(tamper: (answer: Parsed) => unknown = () => undefined): Promise<Answered> {
  const { client, odd } = listen(tamper);
  const index = await readWholeIndex(client, callOf(), '1', ['applied.models', 'applied.tests']);
  const models = index.nodes.get('applied.models') ?? [];
  return { lists: structuredClone({ models: [...models], tests: [...index.tests] }), odd };
}

function listen(tamper: FakeHost['tamper']) {
  const host = createFakeHost(SAMPLE);
  host.tamper = tamper;
  const odd: OddValueOfEnvironment[] = [];
  return { host, odd, client: createDiscoveryClient(host.http, { onOddValue: (value) => odd.push(value) }) };
}

export const firstModel = (answer: Parsed) => answer.data.environment.applied.models.edges[0].node;
export const firstSource = (answer: Parsed) => answer.data.environment.applied.sources.edges[0].node;
