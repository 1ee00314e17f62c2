import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMemory } from '../../src/cache/memory.ts';
import { type Bus, createLocalHub } from '../../src/coordination/bus.ts';
import { createLocalCoordination } from '../../src/coordination/coordination.ts';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import { createEnvironments } from '../../src/environments/environments.ts';
import type { Connection } from '../../src/integrations/integration.ts';
import { createFakeHost } from '../dbt/fake-host.ts';
import { createSample } from '../dbt/sample-nodes.ts';
import { connectionOf, environmentOf } from '../integrations/builders.ts';

const ENVIRONMENTS = [{ ...environmentOf('1'), adminUrl: 'https://ab123.us1.dbt.com' }];
const atRevision = (revision: number): Connection => connectionOf({ revision, environments: ENVIRONMENTS });

/** Two replicas, which tell each other by messages alone. */
function createReplicas() {
  const hub = createLocalHub();
  const forgotten: string[] = [];
  const createReplica = (bus: Bus) =>
    createEnvironments({
      client: createDiscoveryClient(createFakeHost(createSample({ models: 1 })).http),
      memory: createMemory(1_000_000),
      outer: null,
      coordination: { ...createLocalCoordination(Date.now), bus },
      onRead() {},
      onFound() {},
      onRefreshFailed() {},
      onForgotten: (tenant) => forgotten.push(tenant),
      now: Date.now,
    });
  return { one: createReplica(hub.join()), other: createReplica(hub.join()), forgotten };
}

async function readApplied(readers: ReturnType<ReturnType<typeof createEnvironments>['readersOf']>) {
  const lookup = await readers[0]?.index.states.getMany(['applied']);
  return lookup?.error ?? lookup?.entries.get('applied')?.value?.relations.size;
}

test('a replacement ends the reads with what it replaces, on every replica', async () => {
  const { one, other, forgotten } = createReplicas();
  const before = other.readersOf(atRevision(2));
  expect(await readApplied(before)).toBe(1);
  one.load(atRevision(3));
  await setImmediate();
  expect(forgotten).toEqual(['acme']);
  expect(String(await readApplied(before))).toContain('was changed');
  expect(other.readersOf(atRevision(2))).not.toBe(before);
});

test('the message of an earlier replacement that comes later costs the later one nothing', async () => {
  const { one, other, forgotten } = createReplicas();
  const current = other.readersOf(atRevision(3));
  expect(await readApplied(current)).toBe(1);
  one.load(atRevision(2));
  await setImmediate();
  expect(forgotten).toEqual(['acme']);
  expect(other.readersOf(atRevision(3))).toBe(current);
  expect(current[0]?.index.states.peek('applied')?.value?.relations.size).toBe(1);
});
