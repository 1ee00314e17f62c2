import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@redis/client';
import { startChild } from '../support/process/child.ts';
import { within } from '../support/process/within.ts';

export interface Redis extends AsyncDisposable {
  readonly url: string;
  /** Lets so much time pass for everything that expires. */
  turnClock(byMs: number): Promise<void>;
}

const KEEPER = fileURLToPath(new URL('../support/process/keep-program.ts', import.meta.url));
const START_WITHIN_MS = 20_000;

/** What expires by Redis's own clock, which nobody can turn, expires so much sooner. */
const EXPIRE_SOONER = `local byMs = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', '*')) do
  local leftMs = redis.call('PTTL', key)
  if leftMs > byMs then redis.call('PEXPIRE', key, leftMs - byMs)
  elseif leftMs >= 0 then redis.call('DEL', key) end
end`;

export const NO_REDIS = 'not measured: there is no redis-server on this machine';

/** Null where none is installed. */
export function findRedis(): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path)) ?? null;
}

/** A Redis of its own on a free port, which writes nothing to disk. */
export async function startRedis(binary: string, folder: string): Promise<Redis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const ready = Promise.withResolvers<void>();
  const settings = [
    '--bind',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const child = startChild({
    args: [KEEPER, binary, ...settings],
    cwd: folder,
    endSignal: 'SIGTERM',
    onLine(line) {
      if (line.includes('Ready to accept connections')) ready.resolve();
    },
  });
  try {
    await within(START_WITHIN_MS, 'Redis did not start', [ready.promise, child.failed]);
  } catch (error) {
    await child.kill();
    throw error;
  }
  const client = createClient({ url });
  client.on('error', () => {});
  await client.connect();
  return {
    url,
    async turnClock(byMs) {
      await client.eval(EXPIRE_SOONER, { arguments: [String(byMs)] });
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await child.kill();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
