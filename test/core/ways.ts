import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { vi } from 'vitest';
import type { EnvironmentOptions } from '../../discovery/options.ts';
import type { DiscoveryServer, DiscoveryServerOptions } from '../../discovery/server.ts';
import { startObjectStore } from '../support/object-store/start.ts';
import type { Written } from './dbt/record.ts';

/** One way for artifacts into the program. */
export interface Way extends AsyncDisposable {
  readonly environment: Omit<EnvironmentOptions, 'id'>;
  readonly discovery: Partial<DiscoveryServerOptions>;
  /** Puts what a dbt command wrote where the program finds it. */
  deliver(written: Written, program: DiscoveryServer): Promise<void>;
}

/** A `target/` that the program watches, and that `dbt clean` removes. */
export async function folderWay(): Promise<Way> {
  const around = mkdtempSync(join(tmpdir(), 'core-story-'));
  const target = join(around, 'target');
  await mkdir(target);
  return {
    environment: { artifactsPath: target },
    discovery: { watch: true, wait: true, pollSeconds: 1 },
    async deliver({ cleaned, files }) {
      if (cleaned) await rm(target, { recursive: true });
      await mkdir(target, { recursive: true });
      for (const [name, bytes] of files) writeFileSync(join(target, name), bytes);
    },
    async [Symbol.asyncDispose]() {
      rmSync(around, { recursive: true, force: true });
    },
  };
}

const PUSH_TOKEN = 'token-that-pushes-0001';

/** A push of each file after each command. */
export async function pushWay(): Promise<Way> {
  return {
    environment: {},
    discovery: { pushToken: PUSH_TOKEN },
    async deliver({ files }, program) {
      for (const [name, bytes] of files) {
        const response = await fetch(`${program.adminUrl}/artifacts/834/${name}`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${PUSH_TOKEN}`, 'content-encoding': 'gzip' },
          body: new Uint8Array(gzipSync(bytes)),
        });
        const answer = await response.json();
        if (response.status !== 200) throw new Error(`${name} is not taken: ${JSON.stringify(answer)}`);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** A bucket that each command's files are copied to. `modules` hold the store, as `installObjectStore` has installed it. */
export async function bucketWay(modules: string): Promise<Way> {
  const store = await startObjectStore(modules);
  await store.createBucket('artifacts');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', store.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'reads');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hidden');
  return {
    environment: { artifactsPath: 's3://artifacts/shop' },
    discovery: { wait: true, pollSeconds: 0.2 },
    async deliver({ files }) {
      for (const [name, bytes] of files) await store.put('artifacts', `shop/${name}`, bytes);
    },
    async [Symbol.asyncDispose]() {
      vi.unstubAllEnvs();
      await store.stop();
    },
  };
}
