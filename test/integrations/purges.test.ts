import { expect, it } from 'vitest';
import { StoreError } from '../../src/integrations/store/store.ts';
import { admin, draftOf, eventOf } from './builders.ts';
import { SETTLE_MS, startReplica } from './purges-fixture.ts';
import { createFixture, INPUT, TOKEN } from './service-fixture.ts';

const HOUR_MS = 60 * 60_000;
const NOT_DELETED =
  'entries that a change has left in the cache were not deleted; this is repeated until they are';

it('a removal counts what was deleted outside, and takes every revision of the integration with it', async () => {
  const { service, cache } = startReplica();
  await service.configure(admin, INPUT);
  for (const key of [
    'acme/int-1/1/834/a',
    'acme/int-1/2/834/b',
    'acme/int-10/1/834/c',
    'acm/int-1/1/834/d',
  ]) {
    cache.keys.add(key);
  }
  expect(await service.remove(admin)).toEqual({ removed: true, purgedEntries: 2, userErrors: [] });
  expect([...cache.keys]).toEqual(['acme/int-10/1/834/c', 'acm/int-1/1/834/d']);
});

it('where no cache outlives the process, what memory held is counted, and nothing is remembered', async () => {
  const { service, store } = createFixture({ deleteEntries: null });
  await service.configure(admin, INPUT);
  await service.refresh(admin);
  expect(await service.remove(admin)).toMatchObject({ removed: true, purgedEntries: 3 });
  expect(await store.listPurges(10)).toEqual([]);
});

it.each([
  ['is away', async () => null],
  ['fails', () => Promise.reject(new Error('refused'))],
])(
  'a cache that %s fails no removal: nothing was deleted there, and it is remembered',
  async (_how, fail) => {
    const { service, store } = createFixture({ deleteEntries: fail });
    await service.configure(admin, INPUT);
    expect(await service.remove(admin)).toEqual({ removed: true, purgedEntries: 0, userErrors: [] });
    expect(await store.listPurges(10)).toMatchObject([{ prefix: 'acme/int-1/*' }]);
  },
);

it('a removal is repeated until the cache has taken it, with pauses that grow to five minutes', async () => {
  const { service, cache, log, pass, pending } = startReplica();
  await pass(2_000);
  await service.configure(admin, INPUT);
  cache.keys.add('acme/int-1/1/834/a');
  cache.isAway = true;
  await service.remove(admin);
  await pass(20 * 60_000);
  // Two seconds after the start: then 2, 4, 8 … 256 and 300 seconds apart.
  const times = [2, 4, 8, 16, 32, 64, 128, 256, 512, 812, 1112];
  expect(cache.asked).toEqual(times.map((time) => [time, 'acme/int-1/']));
  expect(log).toEqual([NOT_DELETED]);
  cache.isAway = false;
  await pass(5 * 60_000);
  expect([[...cache.keys], await pending()]).toEqual([[], []]);
  const DELETED = 'entries that changes have left in the cache were deleted {"deleted":1}';
  expect(log.slice(1)).toEqual([DELETED]);

  // The next time begins anew.
  await service.configure(admin, INPUT);
  cache.keys.add('acme/int-2/2/834/a');
  cache.isAway = true;
  await service.remove(admin);
  cache.isAway = false;
  await pass(2_000);
  expect([...cache.keys]).toEqual([]);
  expect(log.slice(2)).toEqual([NOT_DELETED, DELETED]);
});

it('is taken up by the next process when this one has ended before the cache was back', async () => {
  const first = startReplica();
  await first.service.configure(admin, INPUT);
  first.cache.keys.add('acme/int-1/1/834/a');
  first.cache.isAway = true;
  await first.service.remove(admin);
  await first.purges.stop();
  first.clock.advance(HOUR_MS);
  first.cache.isAway = false;
  const second = startReplica(first);
  await second.pass(1_000);
  expect([[...second.cache.keys], await second.pending()]).toEqual([[], []]);
});

it('is taken up within five minutes by a replica that has been running all along', async () => {
  const one = startReplica();
  const other = startReplica(one);
  await other.pass(2_000);
  await one.service.configure(admin, INPUT);
  one.cache.keys.add('acme/int-1/1/834/a');
  one.cache.isAway = true;
  await one.service.remove(admin);
  await one.purges.stop();
  one.cache.isAway = false;
  await other.pass(5 * 60_000);
  expect([[...other.cache.keys], await other.pending()]).toEqual([[], []]);
});

it('counts as done only after others have stopped reading with it: what they write meanwhile goes, too', async () => {
  const { service, cache, pass, pending } = startReplica();
  await service.configure(admin, INPUT);
  expect(await service.remove(admin)).toMatchObject({ purgedEntries: 0 });
  cache.keys.add('acme/int-1/1/834/late');
  await pass(SETTLE_MS - 1_000);
  expect([[...cache.keys], await pending()]).toEqual([['acme/int-1/1/834/late'], ['acme/int-1/']]);
  await pass(2_000);
  expect([[...cache.keys], await pending()]).toEqual([[], []]);
  expect(cache.asked.length).toBe(2);
});

it('what a process remembered that died at once is deleted by another one at once, and again when it has settled', async () => {
  const { service, store, clock, cache, pass, pending } = startReplica();
  await service.configure(admin, INPUT);
  const purgeOf = (id: string) => ({ prefix: `acme/${id}/`, requestedAtMs: clock.now() });
  await store.remove('acme', { expectedRevision: null, event: eventOf(), purgeOf });
  await pass(60_000);
  expect(cache.asked).toEqual([
    [1, 'acme/int-1/'],
    [15, 'acme/int-1/'],
  ]);
  expect(await pending()).toEqual([]);
});

it.each([
  ['replaced', 'configure', [INPUT]],
  ['rotated', 'rotateToken', [`${TOKEN}-2`, null]],
  ['given a webhook secret', 'setWebhookSecret', ['hook-secret']],
] as const)(
  'when the integration is %s, the revision before goes once nobody reads with it, and the new one stays',
  async (_how, method, args) => {
    const { service, cache, pass, pending } = startReplica();
    await pass(2_000);
    await service.configure(admin, INPUT);
    for (const revision of [1, 2, 10, 11]) cache.keys.add(`acme/int-1/${revision}/834/a`);
    await (service[method] as (...all: unknown[]) => Promise<unknown>)(admin, ...args);
    expect(await pending()).toEqual(['acme/int-1/1/']);
    await pass(SETTLE_MS);
    expect(cache.asked).toEqual([[2 + 15, 'acme/int-1/1/']]);
    expect([...cache.keys]).toEqual([2, 10, 11].map((revision) => `acme/int-1/${revision}/834/a`));
    expect(await pending()).toEqual([]);
  },
);

it('a refresh forgets the revision before at once', async () => {
  const { service, cache } = startReplica();
  await service.configure(admin, INPUT);
  for (const revision of [1, 2]) cache.keys.add(`acme/int-1/${revision}/834/a`);
  await service.refresh(admin);
  expect([...cache.keys]).toEqual(['acme/int-1/2/834/a']);
});

it('a first integration, and a change that is refused, leave nothing to delete', async () => {
  const { service, cache, pass, pending } = startReplica();
  await service.configure(admin, INPUT);
  await service.rotateToken(admin, TOKEN, 7);
  expect(await pending()).toEqual([]);
  await pass(60_000);
  expect(cache.asked).toEqual([]);
});

it('an integration that is connected anew keeps what it reads, however late the removal is repeated', async () => {
  const { service, cache, pass, pending } = startReplica();
  await service.configure(admin, INPUT);
  cache.keys.add('acme/int-1/1/834/a');
  cache.isAway = true;
  await service.remove(admin);
  const { integration } = await service.configure(admin, INPUT);
  const key = `acme/${integration?.id}/${integration?.revision}/834/a`;
  cache.isAway = false;
  cache.keys.add(key);
  await pass(HOUR_MS);
  expect([[...cache.keys], await pending()]).toEqual([[key], []]);
});

it('goes on when the store has failed for a while', async () => {
  const { service, store, cache, log, pass, pending } = startReplica();
  await service.configure(admin, INPUT);
  cache.isAway = true;
  await service.remove(admin);
  cache.isAway = false;
  const { listPurges } = store;
  store.listPurges = () => Promise.reject(new StoreError('list pending purges', new Error('down')));
  await pass(60_000);
  expect(await Promise.all([cache.asked.length, log.length])).toEqual([1, 1]);
  store.listPurges = listPurges;
  await pass(5 * 60_000);
  expect(await pending()).toEqual([]);
});

it('is not held up by a clock that was set back since', async () => {
  const first = startReplica();
  await first.service.configure(admin, INPUT);
  first.cache.isAway = true;
  await first.service.remove(admin);
  await first.purges.stop();
  first.cache.isAway = false;
  first.clock.advance(-HOUR_MS);
  const second = startReplica(first);
  await second.pass(1_000);
  expect(await second.pending()).toEqual([]);
});

it('does hundreds of them in one go, the oldest first, and no more when it is to stop', async () => {
  const { store, cache, pass, pending, purges, timers } = startReplica();
  const remember = async (count: number, named: string) => {
    for (let n = 0; n < count; n += 1) {
      const tenant = `tenant-${named}-${n}`;
      await store.replace(draftOf({ tenant, id: tenant }), { expectedRevision: null, event: eventOf() });
      const purgeOf = () => ({ prefix: `${tenant}/`, requestedAtMs: n });
      await store.remove(tenant, { expectedRevision: null, event: eventOf(), purgeOf });
    }
  };
  await remember(250, 'first');
  await pass(4_000);
  expect(await pending()).toEqual([]);
  expect(cache.asked.map(([, prefix]) => prefix)).toEqual(
    Array.from({ length: 250 }, (_, n) => `tenant-first-${n}/`),
  );

  await remember(3, 'second');
  const { deleteByPrefix } = cache;
  const answer = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  cache.deleteByPrefix = async (prefix) => {
    begun.resolve();
    await answer.promise;
    return deleteByPrefix(prefix);
  };
  void pass(6 * 60_000);
  await begun.promise;
  let hasStopped = false;
  const stopped = purges.stop().then(() => {
    hasStopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasStopped).toBe(false);
  answer.resolve();
  await stopped;
  expect(await pending()).toEqual(['tenant-second-1/', 'tenant-second-2/']);
  expect(timers()).toBe(0);
});
