import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startGraph } from '../admin/support.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { startStack } from '../support/start-stack.ts';
import { blockOf, blocksOf, ROOT, readPage, sectionOf } from './page.ts';

const PAGE = readPage('docs/operations.md');
const [BY_SQLITE = '', BY_NODE = ''] = blocksOf(sectionOf(PAGE, 'Backup'), 'sh');
const STATUS = '{ dbtIntegration { status serviceToken { preview } environmentStates { status } } }';

const hasSqlite = spawnSync('sh', ['-c', 'command -v sqlite3']).status === 0;
if (!hasSqlite)
  process.stderr.write('test/pages/operations.test.ts: skipped the backup by sqlite3, which is not here\n');

/** Runs a block of the page in the folder that holds `data/`. */
function sh(folder: string, script: string, env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', script], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('rror')]);
  return stdout;
}

/** A subgraph over `data/integrations.sqlite` with dbt connected, until `stopSubgraph`; then others over what it has left. */
async function connected() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const store = `sqlite://${join(folder.path, 'data/integrations.sqlite')}`;
  const stack = await startStack({ env: { STORE_URL: store } });
  onTestFinished(() => stack.stop());
  const startAgain = async (env: Readonly<Record<string, string>> = {}) => {
    const host = new URL(stack.discovery.url).origin;
    const graph = await startGraph({ STORE_URL: store, DBT_ALLOWED_HOSTS: host, ...env });
    onTestFinished(() => graph.stop());
    return graph;
  };
  return { path: folder.path, store, stack, startAgain };
}

test.each([
  ['the sqlite3 program', BY_SQLITE, hasSqlite],
  ['Node alone', `${BY_NODE}\n${BY_SQLITE.split('\n').find((line) => line.startsWith('cp ')) ?? ''}`, true],
])(
  'a backup by %s, taken while the subgraph runs, is restored with the token in it',
  async (_, backup, isHere) => {
    if (!isHere) return;
    const { path, stack, startAgain } = await connected();
    mkdirSync(join(path, 'backup'));
    sh(path, backup);
    await stack.stopSubgraph();
    rmSync(join(path, 'data'), { recursive: true });
    mkdirSync(join(path, 'data'));
    sh(path, blockOf(sectionOf(PAGE, 'Restore'), 'sh'));
    const { body } = await (await startAgain()).ask(STATUS);
    expect(body.data.dbtIntegration).toMatchObject({
      status: 'CONNECTED',
      serviceToken: { preview: `••••${stack.serviceToken.slice(-4)}` },
      environmentStates: [{}, {}],
    });
  },
);

test('a store without its key says so; removing the integration and connecting anew is the way out', async () => {
  const { path, stack, startAgain } = await connected();
  await stack.stopSubgraph();
  rmSync(join(path, 'data/integrations.sqlite.key'));
  const graph = await startAgain();
  expect((await graph.ask(STATUS)).body.errors).toMatchObject([
    { extensions: { code: 'STORE_UNAVAILABLE' } },
  ]);
  const [said = ''] = /`A stored secret was encrypted with key [^`]*`/.exec(PAGE) ?? [];
  const words = said
    .slice(1, -1)
    .replaceAll(/\s+/g, ' ')
    .split(/"[^"]*"/);
  const log = JSON.parse(graph.log.text.split('\n').find((line) => line.includes('VaultError')) ?? '{}');
  for (const part of words) expect(log.err.message).toContain(part);
  expect((await graph.ask('mutation { removeDbtIntegration { removed } }')).body).toEqual({
    data: { removeDbtIntegration: { removed: true } },
  });
  const input = {
    apiHost: new URL(stack.discovery.url).origin,
    serviceToken: stack.serviceToken,
    environmentIds: ['834'],
  };
  const mutation =
    'mutation ($input: DbtIntegrationInput!) { configureDbtIntegration(input: $input) { integration { status } } }';
  expect((await graph.ask(mutation, { input })).body).toEqual({
    data: { configureDbtIntegration: { integration: { status: 'CONNECTED' } } },
  });
});

test('the encryption key is changed by the commands of the page, and the old one is needed no more', async () => {
  const { path, store, stack, startAgain } = await connected();
  await stack.stopSubgraph();
  const block = blockOf(sectionOf(PAGE, 'Rotation'), 'sh');
  const script = block
    .replace('sqlite://data/integrations.sqlite', store)
    .replace('npm run reencrypt', `npm run --silent --prefix ${ROOT} reencrypt`);
  const [done = '', key = ''] = sh(path, `${script}\necho "$NEW"`).trim().split('\n');
  expect(PAGE).toContain(done);
  rmSync(join(path, 'data/integrations.sqlite.key'));
  const { body } = await (await startAgain({ ENCRYPTION_KEYS: key })).ask(STATUS);
  expect(body.data.dbtIntegration.status).toBe('CONNECTED');
});
