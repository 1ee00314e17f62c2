import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { newFolder, writeArtifacts } from '../fixtures/artifacts.ts';
import { artifact } from './fixtures/archives.ts';
import { PUSH_TOKEN, servePushes } from './fixtures/serve-pushes.ts';

const missing = ['curl', 'tar', 'sh'].filter(
  (program) => spawnSync(program, ['--version']).error !== undefined,
);
const reason = missing.length > 0 ? ` (skipped: no ${missing.join(', ')} here)` : '';

/** A folder as dbt leaves it, with the long paths of compiled SQL. */
function project(): string {
  const folder = newFolder();
  const target = join(folder, 'target');
  const deep = join(target, 'compiled', 'shop', 'models', 'a'.repeat(120));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, `${'b'.repeat(120)}.sql`), 'select 1');
  writeArtifacts({ manifest: artifact('m'.repeat(2_000_000)), run_results: artifact('r') }, target);
  return folder;
}

async function shell(line: string, cwd: string, to: string): Promise<{ code: number; out: string }> {
  const env = { PATH: process.env.PATH, TOKEN: PUSH_TOKEN, TO: to };
  const child = spawn('sh', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code, out };
}

const CURL = 'curl --silent --fail-with-body -H "authorization: Bearer $TOKEN"';

test.skipIf(missing.length > 0).each([
  ['tar of the folder', `tar -cz target | ${CURL} --data-binary @- $TO/834`],
  [
    'tar of what is in the folder',
    `tar -cz -C target --exclude='*.sql' . | ${CURL} --data-binary @- $TO/834`,
  ],
  ['tar as it is made, not packed', `tar -c target | ${CURL} -X POST -T - $TO/834`],
])(`what tar and curl send is taken: %s${reason}`, async (_name, line) => {
  const server = await servePushes();
  const { code, out } = await shell(line, project(), server.base);
  expect([code, JSON.parse(out).artifacts.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([
    0,
    ['new', 'new'],
  ]);
  expect(server.memory.stored.map(({ kind }) => kind).sort()).toEqual(['manifest', 'run_results']);
});

test.skipIf(missing.length > 0)(
  `curl uploads one file, and asks first when it is large${reason}`,
  async () => {
    const server = await servePushes();
    const folder = project();
    for (const file of ['manifest.json', 'run_results.json']) {
      expect((await shell(`${CURL} -T target/${file} $TO/834/`, folder, server.base)).code).toBe(0);
    }
    expect(server.memory.stored.map(({ kind }) => kind)).toEqual(['manifest', 'run_results']);
  },
);

test.skipIf(missing.length > 0)(`curl fails on what is refused, and shows why${reason}`, async () => {
  const server = await servePushes();
  const { code, out } = await shell(`${CURL} -T target/manifest.json $TO/999/`, project(), server.base);
  expect(code).not.toBe(0);
  expect(JSON.parse(out).message).toContain('There is no environment 999 here');
});
