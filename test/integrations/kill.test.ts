import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createVault } from '../../src/integrations/secrets/vault.ts';
import { openSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
import { temporaryFolder } from './builders.ts';
import { KEY } from './service-fixture.ts';

const CYCLES = 200;
const MIN_KILLS = 30;

/** Park and Miller's generator: the same seed kills at the same delays again. */
function createRandom(seed: number) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Writer {
  readonly child: ChildProcess;
  readonly isReady: Promise<void>;
  readonly hasEnded: Promise<void>;
  cycles(): number;
}

function startWriter(path: string): Writer {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./kill-writer.ts', import.meta.url)), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ready = Promise.withResolvers<void>();
  let lines = -1;
  createInterface(child.stdout).on('line', () => {
    lines += 1;
    ready.resolve();
  });
  const hasEnded = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void hasEnded.then(() => ready.reject(new Error('The writer ended before it was ready.')));
  ready.promise.catch(() => undefined);
  return { child, isReady: ready.promise, hasEnded, cycles: () => Math.max(lines, 0) };
}

/** Throws when the record is not of one write; tells its revision, or null when there is none. */
async function inspect(path: string): Promise<number | null> {
  const store = await openSqliteStore(path);
  try {
    const result = await store.read('acme');
    const events = await store.events('acme', 1_000_000);
    const [newest] = events;
    const purges = (await store.listPurges(1_000_000)).map(({ prefix }) => prefix);
    // No change without what it leaves to be deleted, and the other way round.
    const removals = events.filter(({ action }) => action === 'REMOVED');
    const replacements = events.filter(({ action }) => action !== 'REMOVED' && action !== 'CONFIGURED');
    expect(purges.filter((prefix) => prefix.endsWith('*')).length).toBe(removals.length);
    expect(purges.filter((prefix) => !prefix.endsWith('*')).length).toBe(replacements.length);
    if (result.kind === 'none') {
      expect([undefined, 'REMOVED']).toContain(newest?.action);
      return null;
    }
    const { integration } = result;
    expect(newest?.action).not.toBe('REMOVED');
    const n = Number(/^host-(\d+)\./.exec(integration.apiHost)?.[1]);
    const vault = createVault([KEY]);
    const place = { tenant: 'acme', integrationId: integration.id };
    const opened = {
      serviceToken: vault.open(integration.serviceToken, { ...place, field: 'serviceToken' }),
      environments: integration.environments.map(({ id }) => id),
      preview: integration.tokenPreview,
      healthOfIt: (await store.readHealth('acme', integration.id))?.status,
    };
    const serviceToken = `dbtc_token-number-${n}`;
    expect(opened).toEqual({
      serviceToken,
      environments: [`${n + 1}`],
      preview: `••••${serviceToken.slice(-4)}`,
      healthOfIt: 'CONNECTED',
    });
    expect(integration.updatedAt).toBe(newest?.at);
    return integration.revision;
  } finally {
    await store.close();
  }
}

it('leaves a whole integration, the old or the new one, wherever the process is killed', async () => {
  const seed = (Date.now() % 2_147_483_646) + 1;
  console.info(`Kills at random instants, seed ${seed}`);
  const random = createRandom(seed);
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  let cycles = 0;
  let kills = 0;
  let lastRevision = 0;
  let found = 0;
  let next = startWriter(path);
  while (cycles < CYCLES || kills < MIN_KILLS) {
    const writer = next;
    await writer.isReady;
    const delayMs = 5 + random() * 120;
    writer.child.stdin?.write(`${1000 + kills * 1000}\n`);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    writer.child.kill('SIGKILL');
    await writer.hasEnded;
    kills += 1;
    // A writer that was killed early has no line to show; it still was in the middle of a cycle.
    cycles += writer.cycles() + 1;
    const revision = await inspect(path);
    if (revision !== null) {
      expect(revision).toBeGreaterThanOrEqual(lastRevision);
      lastRevision = revision;
      found += 1;
    }
    next = startWriter(path);
  }
  next.child.kill('SIGKILL');
  await next.hasEnded;
  console.info(
    `${cycles} cycles, ${kills} kills, ${found} of them with an integration left, revision ${lastRevision}`,
  );
  expect(found).toBeGreaterThan(0);
});
