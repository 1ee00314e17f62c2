import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readArchive } from '../../../discovery/arrivals/push/archive.ts';
import { DEFAULT_LIMITS } from '../../../discovery/arrivals/push/limits.ts';
import { PushRefusal } from '../../../discovery/arrivals/push/refusal.ts';
import { createRoom } from '../../../discovery/arrivals/push/room.ts';
import { artifact, tarOf } from './fixtures/archives.ts';

const LIMITS = { ...DEFAULT_LIMITS, artifactBytes: 100_000, archiveBytes: 1_000_000, heldBytes: 1_000_000 };
const WHOLE = await tarOf({
  [`${'target/'.repeat(30)}a-long-name-that-takes-a-header-of-its-own.sql`]: 'select 1',
  'target/manifest.json': artifact('m'),
  'target/run_results.json.gz': gzipSync(artifact('r'.repeat(2000))),
});

/** What an archive is read as: its artifacts, or the status of its refusal. Everything else is a fault. */
async function outcomeOf(bytes: Uint8Array, cut: number): Promise<number | string[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.byteLength; at += cut) yield bytes.subarray(at, at + cut);
  }
  try {
    const arrivals = await readArchive(chunks(), LIMITS, createRoom(LIMITS.heldBytes).share());
    return arrivals.map(({ origin }) => origin);
  } catch (error) {
    if (error instanceof PushRefusal) return error.status;
    throw error;
  }
}

const cuts = fc.constantFrom(1, 7, 511, 512, 513, 100_000);

test('an archive is read alike however its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(cuts, fc.boolean(), async (cut, isPacked) => {
      const outcome = await outcomeOf(isPacked ? gzipSync(WHOLE) : WHOLE, cut);
      expect(outcome).toEqual(['target/manifest.json', 'target/run_results.json.gz']);
    }),
    { numRuns: 12, seed: 1 },
  );
});

test('whatever bytes are changed or missing, an archive is read or refused with 4xx', async () => {
  const change = fc.record({ at: fc.nat(WHOLE.byteLength - 1), value: fc.nat(255) });
  const changes = fc.array(change, { maxLength: 4 });
  const lengths = fc.integer({ min: 0, max: WHOLE.byteLength });
  await fc.assert(
    fc.asyncProperty(changes, lengths, fc.boolean(), fc.boolean(), async (all, length, isCut, isPacked) => {
      const tar = Buffer.from(WHOLE);
      const bytes = isPacked ? gzipSync(tar) : tar;
      for (const { at, value } of all) bytes[at % bytes.byteLength] = value;
      const outcome = await outcomeOf(isCut ? bytes.subarray(0, length % bytes.byteLength) : bytes, 512);
      if (typeof outcome === 'number') expect([400, 413, 422]).toContain(outcome);
      else expect(outcome.length).toBeGreaterThan(0);
    }),
    { numRuns: 400, seed: 2 },
  );
});

test('any bytes at all are refused with 4xx', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 3000 }),
      fc.constantFrom('', '\u001f\u008b', '\u001f\u008b\b'),
      async (tail, head) => {
        const outcome = await outcomeOf(Buffer.concat([Buffer.from(head, 'latin1'), tail]), 100);
        expect([400, 422]).toContain(outcome);
      },
    ),
    { numRuns: 200, seed: 3 },
  );
});
