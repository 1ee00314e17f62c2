import { expect, test } from 'vitest';
import { createLocalCoordination } from '../../../src/coordination/coordination.ts';
import type { ChangeMarks, DiscoveryClient } from '../../../src/dbt/discovery-client.ts';
import { UnknownEnvironmentError } from '../../../src/dbt/errors.ts';
import { createChangeCheck } from '../../../src/environments/changes/change-check.ts';

const call = {
  discoveryUrl: 'http://dbt/graphql',
  serviceToken: 't',
  signal: new AbortController().signal,
  deadlineAtMs: Number.POSITIVE_INFINITY,
};
const unused = () => Promise.reject(new Error('not asked in these tests'));

function createFixture(environmentIds: readonly string[] = ['1', '2']) {
  const clock = { nowMs: 1_000_000_000 };
  // What replicas share, without its bus.
  const together = createLocalCoordination(() => clock.nowMs);
  const dbt = {
    asked: [] as (readonly string[])[],
    unknown: new Set<string>(),
    sha: 'a',
    failure: null as Error | null,
  };
  const client: DiscoveryClient = {
    readIndexPage: unused,
    readDetails: unused,
    async readChange(_call, ids): Promise<readonly ChangeMarks[]> {
      dbt.asked.push(ids);
      if (dbt.failure !== null) throw dbt.failure;
      if (ids.some((id) => dbt.unknown.has(id))) throw new UnknownEnvironmentError('?');
      return ids.map(() => ({
        appliedLastUpdatedAt: 'x',
        latestGitSha: dbt.sha,
        definitionLastUpdatedAt: null,
      }));
    },
  };
  const createReplica = () => {
    const marks: string[] = [];
    const failed: unknown[] = [];
    const check = createChangeCheck({
      client,
      call: () => call,
      environmentIds,
      coordination: together,
      name: 'scope',
      now: () => clock.nowMs,
      onMarks: (id, { latestGitSha }, atMs) => marks.push(`${id}:${latestGitSha}@${atMs - 1_000_000_000}`),
      onRead: () => {},
      onFailed: (error) => failed.push(error),
    });
    return { check, marks, failed };
  };
  return { clock, dbt, createReplica };
}

/** Everything a touch sets off runs on microtasks: after a turn of the event loop it is done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('asks for all environments in one question, every thirty seconds while somebody reads, and never otherwise', async () => {
  const { clock, dbt, createReplica } = createFixture();
  const { check, marks } = createReplica();
  for (let second = 0; second < 120; second++) {
    check.touch();
    clock.nowMs += 1000;
    await settled();
  }
  expect(dbt.asked).toEqual([
    ['1', '2'],
    ['1', '2'],
    ['1', '2'],
  ]);
  expect(marks.slice(0, 2).map((mark) => mark.split('@')[0])).toEqual(['1:a', '2:a']);
  clock.nowMs += 3_600_000;
  await settled();
  expect(dbt.asked).toHaveLength(3);
});

test('three replicas ask once for all of them; the others learn the answer', async () => {
  const { clock, dbt, createReplica } = createFixture(['1']);
  const replicas = [createReplica(), createReplica(), createReplica()];
  for (let second = 0; second <= 300; second++) {
    for (const { check } of replicas) {
      check.touch();
      await settled();
    }
    clock.nowMs += 1000;
  }
  expect(dbt.asked).toHaveLength(10);
  for (const { marks } of replicas) expect(marks.length).toBeGreaterThanOrEqual(9);
});

test('an environment that dbt does not know is found once, and left out for a quarter of an hour', async () => {
  const { clock, dbt, createReplica } = createFixture();
  const { check, marks } = createReplica();
  dbt.unknown.add('2');
  const tick = async (ms: number) => {
    clock.nowMs += ms;
    check.touch();
    await settled();
  };
  await tick(30_000);
  expect(dbt.asked).toEqual([['1', '2'], ['1'], ['2']]);
  expect(marks).toEqual(['1:a@30000']);
  await tick(30_000);
  expect(dbt.asked.slice(3)).toEqual([['1']]);
  dbt.unknown.clear();
  await tick(15 * 60_000);
  expect(dbt.asked.slice(4)).toEqual([['1', '2']]);
});

test('when the clock was set back, neither the pause nor what was left out lasts longer than it should', async () => {
  const { clock, dbt, createReplica } = createFixture();
  const { check } = createReplica();
  dbt.unknown.add('2');
  clock.nowMs += 30_000;
  check.touch();
  await settled();
  expect(dbt.asked).toEqual([['1', '2'], ['1'], ['2']]);
  dbt.unknown.clear();
  clock.nowMs -= 24 * 3_600_000;
  check.touch();
  await settled();
  expect(dbt.asked.slice(3)).toEqual([['1', '2']]);
});

test('a failure is told, and asked again only after the pause', async () => {
  const { clock, dbt, createReplica } = createFixture();
  const { check, failed } = createReplica();
  dbt.failure = new Error('away');
  for (let second = 0; second < 59; second++) {
    check.touch();
    clock.nowMs += 1000;
    await settled();
  }
  expect(failed).toEqual([dbt.failure]);
  expect(dbt.asked).toHaveLength(1);
});
