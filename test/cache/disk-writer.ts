import { createDiskCache } from '../../src/cache/disk-cache.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { KEY } from './sealed-cache-contract.ts';

/**
 * A process that writes rounds of entries into the file of its first argument, each round larger and later than the one before, and
 * prints a line of JSON when one is stored: until it is killed, or has written as many rounds as its second argument says.
 */
const [path = '', rounds = 'Infinity'] = process.argv.slice(2);
const warnings: string[] = [];
const cache = createDiskCache({
  path,
  keys: [KEY],
  maxBytes: 100_000_000,
  log: { debug() {}, info() {}, warn: (_fields, message) => warnings.push(message), error() {} },
  now: Date.now,
  deadlineMs: PATIENT_MS,
});
const keys = Array.from({ length: 40 }, (_, n) => `v2/acme/int-1/1/834/node/${n}`);

for (let round = 1; round <= Number(rounds); round++) {
  const text = `${round} `.repeat(1000);
  await cache.setMany(new Map(keys.map((key) => [key, { bytes: Buffer.from(text), readAtMs: round }])));
  const found = await cache.getMany(keys);
  console.log(JSON.stringify({ round, found: found.map((entry) => entry?.readAtMs ?? null), warnings }));
}
await cache.close();
