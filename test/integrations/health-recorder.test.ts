import { expect, it } from 'vitest';
import { createHealthRecorder } from '../../src/integrations/health-recorder.ts';
import { viewHealth } from '../../src/integrations/health-status.ts';
import type { IntegrationHealth } from '../../src/integrations/integration.ts';
import type { HealthOwner } from '../../src/integrations/store/store.ts';
import { connectionOf, createClock, NOON, silent } from './builders.ts';

const connection = connectionOf();
const rejection = { code: 'DBT_TOKEN_REJECTED', message: 'dbt refuses the token.' } as const;
const at = (ms: number) => new Date(NOON + ms).toISOString();

function setUp() {
  const clock = createClock();
  const writes: [HealthOwner, IntegrationHealth][] = [];
  const script = { isDown: false, gate: Promise.resolve(), stored: null as IntegrationHealth | null };
  const recorder = createHealthRecorder({
    store: {
      async readHealth() {
        if (script.isDown) throw new Error('down');
        return script.stored;
      },
      async writeHealth(owner, health) {
        await script.gate;
        script.stored = health;
        writes.push([owner, health]);
      },
    },
    now: clock.now,
    log: silent,
  });
  return { recorder, clock, writes, script };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

it('shows a rejected token right after the read that met it', async () => {
  const { recorder, clock } = setUp();
  recorder.recordSuccess(connection);
  clock.advance(10);
  recorder.recordFailure(connection, rejection, null);
  expect(await recorder.read('acme', 'int-1')).toEqual({
    status: 'TOKEN_REJECTED',
    lastSucceededAt: at(0),
    lastFailure: { ...rejection, at: at(10) },
    rateLimitedUntil: null,
    tokenLastUsedAt: at(10),
  });
});

it('writes many successes once in a while, and the latest before anyone looks', async () => {
  const { recorder, clock, writes } = setUp();
  for (let read = 0; read < 1_000; read += 1) {
    recorder.recordSuccess(connection);
    await settle();
    clock.advance(10);
  }
  expect(writes.length).toBe(2);
  expect((await recorder.read('acme', 'int-1'))?.lastSucceededAt).toBe(at(9_990));
});

it('writes a changed status at once, and a repeated one now and then', async () => {
  const { recorder, writes, clock } = setUp();
  recorder.recordSuccess(connection);
  await settle();
  for (let read = 0; read < 10; read += 1) {
    clock.advance(1);
    recorder.recordFailure(connection, rejection, null);
    await settle();
  }
  recorder.recordSuccess(connection);
  await settle();
  expect(writes.map(([, { status }]) => status)).toEqual(['CONNECTED', 'TOKEN_REJECTED', 'CONNECTED']);
});

it('writes what changed during a write in one more', async () => {
  const { recorder, writes, script } = setUp();
  const gate = Promise.withResolvers<void>();
  script.gate = gate.promise;
  recorder.recordSuccess(connection);
  await settle();
  for (let read = 0; read < 5; read += 1) recorder.recordFailure(connection, rejection, null);
  gate.resolve();
  await recorder.flush();
  expect(writes.map(([, { status }]) => status)).toEqual(['CONNECTED', 'TOKEN_REJECTED']);
});

it('keeps the last failure beside a later success, also one that another replica wrote', async () => {
  const { recorder, script } = setUp();
  const failure = { code: 'DBT_TIMEOUT', message: 'dbt did not answer in time.', at: at(-5_000) };
  script.stored = {
    status: 'UNREACHABLE',
    lastSucceededAt: null,
    lastFailure: failure,
    rateLimitedUntil: null,
    tokenLastUsedAt: null,
  };
  recorder.recordSuccess(connection);
  expect(await recorder.read('acme', 'int-1')).toMatchObject({ status: 'CONNECTED', lastFailure: failure });
});

it('never fails a read, and writes what it could not once the store is back', async () => {
  const { recorder, clock, script, writes } = setUp();
  script.isDown = true;
  recorder.recordFailure(connection, rejection, null);
  await settle();
  script.isDown = false;
  clock.advance(5_000);
  recorder.recordFailure(connection, { code: 'DBT_TOKEN_REJECTED', message: 'again' }, null);
  await settle();
  expect(writes.map(([, { lastFailure }]) => lastFailure?.message)).toEqual(['again']);
});

it('writes for the revision that was read with, and forgets late news of an older one', async () => {
  const { recorder, writes } = setUp();
  recorder.recordSuccess(connectionOf({ revision: 2 }));
  await settle();
  recorder.recordFailure(connectionOf({ revision: 1 }), rejection, null);
  await settle();
  recorder.recordSuccess(connectionOf({ revision: 2 }));
  await settle();
  // The store drops the one of revision 1; it does not make the next success look like news.
  expect(writes.map(([owner, { status }]) => [owner.revision, status])).toEqual([
    [2, 'CONNECTED'],
    [1, 'TOKEN_REJECTED'],
  ]);
});

it.each([
  ['DBT_TOKEN_REJECTED', 'TOKEN_REJECTED', null, true],
  ['DBT_RATE_LIMITED', 'RATE_LIMITED', at(300_000), true],
  ['DBT_TIMEOUT', 'UNREACHABLE', null, false],
  ['DBT_UNREACHABLE', 'UNREACHABLE', null, false],
  ['DBT_RESPONSE_INVALID', 'UNREACHABLE', null, true],
] as const)('shows %s as %s', async (code, status, rateLimitedUntil, tokenWasSeen) => {
  const { recorder } = setUp();
  recorder.recordFailure(connection, { code, message: 'm' }, null);
  const health = await recorder.read('acme', 'int-1');
  expect(health).toMatchObject({ status, rateLimitedUntil, tokenLastUsedAt: tokenWasSeen ? at(0) : null });
});

it('shows a rate limit until its time is over', async () => {
  const { recorder } = setUp();
  recorder.recordFailure(connection, { code: 'DBT_RATE_LIMITED', message: 'm' }, NOON + 60_000);
  const health = await recorder.read('acme', 'int-1');
  expect(viewHealth(health, NOON + 59_999)).toMatchObject({
    status: 'RATE_LIMITED',
    rateLimitedUntil: at(60_000),
  });
  expect(viewHealth(health, NOON + 60_000)).toMatchObject({ status: 'CONNECTED', rateLimitedUntil: null });
});

it('shows an integration as connected when nothing was recorded', () => {
  expect(viewHealth(null, NOON).status).toBe('CONNECTED');
});

it('a clock that is set back an hour puts off no write', async () => {
  const { recorder, clock, writes } = setUp();
  recorder.recordSuccess(connection);
  await settle();
  clock.advance(-3_600_000);
  recorder.recordSuccess(connection);
  await settle();
  expect(writes.map(([, { lastSucceededAt }]) => lastSucceededAt)).toEqual([at(0), at(-3_600_000)]);
});

it('shows a rate limit no longer than dbt is left alone: an hour, whatever dbt or a clock that was set back says', async () => {
  const { recorder } = setUp();
  recorder.recordFailure(connection, { code: 'DBT_RATE_LIMITED', message: 'm' }, NOON + 86_400_000);
  const health = await recorder.read('acme', 'int-1');
  expect(viewHealth(health, NOON)).toMatchObject({ status: 'RATE_LIMITED', rateLimitedUntil: at(3_600_000) });
  expect(viewHealth(health, NOON - 1)).toMatchObject({ status: 'CONNECTED', rateLimitedUntil: null });
});

it('says how a connection stood before from the store, and each change in its order', async () => {
  const said: object[] = [];
  const recorder = createHealthRecorder({
    store: {
      readHealth: async () => ({ ...viewHealth(null, NOON), status: 'UNREACHABLE' }),
      writeHealth: async () => undefined,
    },
    now: () => NOON,
    log: { ...silent, info: (fields) => void said.push(fields) },
  });
  recorder.recordFailure(connection, rejection, null);
  recorder.recordFailure(connection, rejection, null);
  recorder.recordSuccess(connection);
  await recorder.flush();
  recorder.recordFailure(connection, rejection, null);
  expect(said).toMatchObject([
    { tenant: 'acme', from: 'UNREACHABLE', to: 'TOKEN_REJECTED', code: 'DBT_TOKEN_REJECTED' },
    { tenant: 'acme', from: 'TOKEN_REJECTED', to: 'CONNECTED' },
    { tenant: 'acme', from: 'CONNECTED', to: 'TOKEN_REJECTED', code: 'DBT_TOKEN_REJECTED' },
  ]);
});

it('says a change also while the store cannot say how the connection stood', async () => {
  const said: object[] = [];
  const recorder = createHealthRecorder({
    store: {
      readHealth: () => Promise.reject(new Error('down')),
      writeHealth: async () => undefined,
    },
    now: () => NOON,
    log: { ...silent, info: (fields) => void said.push(fields) },
  });
  recorder.recordFailure(connection, rejection, null);
  await recorder.flush();
  expect(said).toMatchObject([{ from: null, to: 'TOKEN_REJECTED' }]);
});
