import { expect, it } from 'vitest';
import { createConnections } from '../../src/integrations/connections.ts';
import { StoreUnavailableError } from '../../src/integrations/errors.ts';
import { createVault } from '../../src/integrations/secrets/vault.ts';
import type { ReadResult } from '../../src/integrations/store/store.ts';
import { StoreError } from '../../src/integrations/store/store.ts';
import { createClock, draftOf } from './builders.ts';
import { KEY, TOKEN } from './service-fixture.ts';

const vault = createVault([KEY]);

function found(revision = 1, keyed = vault): ReadResult {
  const place = { tenant: 'acme', integrationId: 'int-1', field: 'serviceToken' } as const;
  return { kind: 'found', integration: { ...draftOf(), revision, serviceToken: keyed.seal(TOKEN, place) } };
}

/** A store whose answers are given by hand; every read waits until then unless an answer is set beforehand. */
function setUp(answer: ReadResult | Error | null = found()) {
  const clock = createClock();
  const script = { answer, reads: 0, waiting: [] as PromiseWithResolvers<ReadResult>[] };
  const causes = { unavailable: [] as unknown[], notRenewed: [] as unknown[] };
  const connections = createConnections({
    store: {
      read() {
        script.reads += 1;
        if (script.answer instanceof Error) return Promise.reject(script.answer);
        if (script.answer !== null) return Promise.resolve(script.answer);
        const pending = Promise.withResolvers<ReadResult>();
        script.waiting.push(pending);
        return pending.promise;
      },
    },
    vault,
    now: clock.now,
    onUnavailable: (cause) => causes.unavailable.push(cause),
    onNotRenewed: (cause) => causes.notRenewed.push(cause),
    maxAgeMs: 5_000,
  });
  return { connections, clock, script, causes };
}

/** Lets everything that is already settled run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

it('opens the token once and gives the same object while it is young', async () => {
  const { connections, clock, script } = setUp();
  const first = await connections.connectionFor('acme');
  expect(first).toMatchObject({ tenant: 'acme', integrationId: 'int-1', revision: 1, serviceToken: TOKEN });
  clock.advance(2_499);
  expect(await connections.connectionFor('acme')).toBe(first);
  expect(script.reads).toBe(1);
});

it('remembers that there is none', async () => {
  const { connections, script } = setUp({ kind: 'none' });
  expect([await connections.connectionFor('acme'), await connections.connectionFor('acme')]).toEqual([
    null,
    null,
  ]);
  expect(script.reads).toBe(1);
});

it('shares one read among concurrent callers, and reads each tenant by itself', async () => {
  const { connections, script } = setUp(null);
  const answers = [1, 2, 3].map(() => connections.connectionFor('acme'));
  void connections.connectionFor('other');
  await settle();
  expect(script.reads).toBe(2);
  script.waiting[0]?.resolve(found());
  const [first, second, third] = await Promise.all(answers);
  expect([second, third]).toEqual([first, first]);
});

it('re-reads in the background from half the age on, and keeps the object while the revision stays', async () => {
  const { connections, clock, script } = setUp();
  const first = await connections.connectionFor('acme');
  for (let round = 0; round < 4; round += 1) {
    clock.advance(2_500);
    expect(await connections.connectionFor('acme')).toBe(first);
    await settle();
  }
  expect(script.reads).toBe(5);
});

it('takes a new revision over as soon as the background read has it', async () => {
  const { connections, clock, script } = setUp();
  const first = await connections.connectionFor('acme');
  script.answer = found(2);
  clock.advance(2_500);
  expect(await connections.connectionFor('acme')).toBe(first);
  await settle();
  expect(await connections.connectionFor('acme')).toMatchObject({ revision: 2 });
});

it('never answers with anything older than five seconds, also when nobody asked meanwhile', async () => {
  const { connections, clock, script } = setUp();
  await connections.connectionFor('acme');
  script.answer = { kind: 'none' };
  clock.advance(5_000);
  expect(await connections.connectionFor('acme')).toBeNull();
});

it('counts the age from the start of the read', async () => {
  const { connections, clock, script } = setUp(null);
  const slow = connections.connectionFor('acme');
  await settle();
  clock.advance(4_900);
  script.waiting[0]?.resolve(found());
  await slow;
  script.answer = { kind: 'none' };
  clock.advance(100);
  expect(await connections.connectionFor('acme')).toBeNull();
});

it('forgets at once when told to', async () => {
  const { connections, script } = setUp();
  await connections.connectionFor('acme');
  script.answer = { kind: 'none' };
  connections.invalidate('acme');
  expect(await connections.connectionFor('acme')).toBeNull();
});

it('does not remember an answer that was under way when it was told to forget', async () => {
  const { connections, script } = setUp(null);
  const early = connections.connectionFor('acme');
  await settle();
  connections.invalidate('acme');
  const late = connections.connectionFor('acme');
  await settle();
  script.waiting[1]?.resolve({ kind: 'none' });
  expect(await late).toBeNull();
  script.waiting[0]?.resolve(found());
  expect(await early).not.toBeNull();
  expect(await connections.connectionFor('acme')).toBeNull();
});

it('does not take over a background read that began before it was told to forget', async () => {
  const { connections, clock, script } = setUp();
  await connections.connectionFor('acme');
  script.answer = null;
  clock.advance(2_500);
  await connections.connectionFor('acme');
  await settle();
  connections.invalidate('acme');
  script.answer = { kind: 'none' };
  expect(await connections.connectionFor('acme')).toBeNull();
  script.waiting[0]?.resolve(found());
  await settle();
  expect(await connections.connectionFor('acme')).toBeNull();
});

it('serves the remembered one while the store fails, for five seconds in all, then fails', async () => {
  const { connections, clock, script, causes } = setUp();
  const first = await connections.connectionFor('acme');
  const down = new StoreError('read an integration', new Error('down'));
  script.answer = down;
  clock.advance(4_999);
  expect(await connections.connectionFor('acme')).toBe(first);
  await settle();
  expect(causes).toEqual({ unavailable: [], notRenewed: [down] });
  clock.advance(1);
  await expect(connections.connectionFor('acme')).rejects.toThrow(StoreUnavailableError);
  expect(causes).toEqual({ unavailable: [down], notRenewed: [down] });
});

it('asks a failing store now and then only, and goes on when it answers again', async () => {
  const { connections, clock, script } = setUp();
  await connections.connectionFor('acme');
  script.answer = new StoreError('read an integration', new Error('down'));
  clock.advance(2_500);
  for (let call = 0; call < 10; call += 1) {
    await connections.connectionFor('acme');
    await settle();
  }
  expect(script.reads).toBe(2);
  script.answer = found(2);
  clock.advance(1_000);
  await connections.connectionFor('acme');
  await settle();
  expect(await connections.connectionFor('acme')).toMatchObject({ revision: 2 });
});

it('never says "none" because of a failure, and remembers no failure', async () => {
  const { connections, script } = setUp(new StoreError('read an integration', new Error('down')));
  await expect(connections.connectionFor('acme')).rejects.toThrow(StoreUnavailableError);
  script.answer = found();
  expect(await connections.connectionFor('acme')).toMatchObject({ revision: 1 });
});

it('treats a missing key as the same failure', async () => {
  const { connections, causes } = setUp(found(1, createVault([{ ...KEY, id: 'lost' }])));
  await expect(connections.connectionFor('acme')).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('An operator puts that key back into ENCRYPTION_KEYS'),
  });
  expect(causes.unavailable).toMatchObject([{ name: 'VaultError' }]);
});

it('a clock that is set back behind a renewal that failed does not put off the next one', async () => {
  const { connections, clock, script } = setUp();
  await connections.connectionFor('acme');
  script.answer = new StoreError('read an integration', new Error('down'));
  clock.advance(4_000);
  await connections.connectionFor('acme');
  await settle();
  expect(script.reads).toBe(2);
  clock.advance(-1_000);
  await connections.connectionFor('acme');
  await settle();
  expect(script.reads).toBe(3);
});

it('a clock that is set back an hour makes the integration be read again, also where it has been removed', async () => {
  const { connections, clock, script } = setUp();
  expect(await connections.connectionFor('acme')).toMatchObject({ revision: 1 });
  script.answer = { kind: 'none' };
  clock.advance(-3_600_000);
  expect(await connections.connectionFor('acme')).toBeNull();
});

it('gives the connection of a record at its own revision, however young the remembered one is', async () => {
  const { connections, script } = setUp();
  const first = await connections.connectionFor('acme');
  const record = { tenant: 'acme', id: 'int-1', revision: 1 };
  expect(await connections.connectionAt(record)).toBe(first);
  expect(script.reads).toBe(1);
  // Another replica has changed it.
  script.answer = found(2);
  expect(await connections.connectionAt({ ...record, revision: 2 })).toMatchObject({ revision: 2 });
  expect(await connections.connectionAt(record)).toBeNull();
  expect(await connections.connectionAt({ ...record, id: 'int-2', revision: 2 })).toBeNull();
  script.answer = { kind: 'none' };
  expect(await connections.connectionAt(record)).toBeNull();
});
