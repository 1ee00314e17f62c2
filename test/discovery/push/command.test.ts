import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseFlags } from '../../../discovery/push-command/flags.ts';
import { newFolder, writeArtifacts } from '../fixtures/artifacts.ts';
import { artifact } from './fixtures/archives.ts';
import { runPush } from './fixtures/run-push.ts';
import { PUSH_TOKEN, type PushServer, servePushes } from './fixtures/serve-pushes.ts';

const toServer = ({ port }: PushServer) => ['--environment', '834', '--to', `http://127.0.0.1:${port}`];

async function serveWith(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function target(): string {
  const folder = writeArtifacts({
    manifest: artifact('m'),
    run_results: artifact('r'),
    run_results_1: artifact('r 1'),
    'sources.gz': artifact('s'),
    semantic_manifest: '{}',
  });
  mkdirSync(join(folder, 'compiled'));
  writeFileSync(join(folder, 'compiled', 'manifest.json'), artifact('compiled'));
  return folder;
}

test('the artifacts of a folder are pushed, one line says what became of them, and again they are known', async () => {
  const server = await servePushes();
  const folder = target();
  expect(await runPush([...toServer(server), folder])).toEqual({
    code: 0,
    out: 'Environment 834: manifest.json new (1 node), sources.json.gz new (1 node), run_results.json new (1 node), run_results_1.json new (1 node)\n',
    err: '',
  });
  expect(server.memory.stored.map(({ kind, text }) => [kind, JSON.parse(text).mark])).toEqual([
    ['manifest', 'm'],
    ['sources', 's'],
    ['run_results', 'r'],
    ['run_results', 'r 1'],
  ]);
  const again = await runPush([...toServer(server), folder]);
  expect([again.code, again.out]).toEqual([
    0,
    'Environment 834: manifest.json known, sources.json.gz known, run_results.json known, run_results_1.json known\n',
  ]);
});

test('single files are pushed', async () => {
  const server = await servePushes();
  const file = join(target(), 'run_results.json');
  const { code, out } = await runPush([...toServer(server), file]);
  expect([code, out]).toEqual([0, 'Environment 834: run_results.json new (1 node)\n']);
});

test('started by npm, paths are meant from where the user stands, and the folder is target', async () => {
  const server = await servePushes();
  const project = newFolder();
  mkdirSync(join(project, 'target'));
  writeFileSync(join(project, 'target', 'manifest.json'), artifact('m'));
  const env = { npm_lifecycle_event: 'push', INIT_CWD: project };
  const { code, out } = await runPush(toServer(server), env);
  expect([code, out]).toEqual([0, 'Environment 834: manifest.json new (1 node)\n']);
});

test('the token may stand in a file', async () => {
  const server = await servePushes();
  const folder = target();
  const file = join(dirname(folder), 'push-token');
  writeFileSync(file, `${PUSH_TOKEN}\n`);
  const args = [...toServer(server), '--token-file', file, folder];
  expect((await runPush(args, { DISCOVERY_PUSH_TOKEN: 'wrong' })).code).toBe(0);
});

test('a push of which a part is refused ends with 1 and says what was refused and why, and that nothing is stored', async () => {
  const server = await servePushes();
  const folder = writeArtifacts({ manifest: artifact('m', 'bakery'), run_results: artifact('r') });
  expect(await runPush([...toServer(server), folder])).toEqual({
    code: 1,
    out: '',
    err: 'Environment 834: manifest.json refused (manifest.json is of the project "bakery", not "shop".), run_results.json not stored\n',
  });
});

test('a push that is refused whole ends with 1, and its token is not shown', async () => {
  const server = await servePushes();
  const { code, out, err } = await runPush([...toServer(server), target()], {
    DISCOVERY_PUSH_TOKEN: 'wrong_token',
  });
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^Environment 834: not taken, status 401: A push token is needed[^\n]+\n$/);
  expect(err).not.toContain('wrong_token');
});

test('a program that never answers ends it with 1', async () => {
  const to = await serveWith((request) => request.socket.destroy());
  const { code, out, err } = await runPush(['--environment', '834', '--to', to, '--attempts', '1', target()]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^Environment 834: cannot reach http:\/\/127\.0\.0\.1:\d+ \([A-Z_]+\), tried once\n$/);
});

test('a program that is starting is asked again', async () => {
  const server = await servePushes();
  const statuses = [503, 429];
  const [serve] = server.http.listeners('request') as RequestListener[];
  const to = await serveWith((request, response) => {
    const status = statuses.shift();
    if (status === undefined) serve?.(request, response);
    else request.resume().once('end', () => response.writeHead(status, { 'retry-after': '0' }).end());
  });
  const { code, out } = await runPush(['--environment', '834', '--to', to, target()]);
  expect([code, statuses]).toEqual([0, []]);
  expect(out).toContain('manifest.json new (1 node)');
});

test('a redirect is not followed, and its target sees no token', async () => {
  const seen: unknown[] = [];
  const other = await serveWith((request, response) => {
    seen.push(request.headers);
    response.end('{}');
  });
  const to = await serveWith((_request, response) => response.writeHead(307, { location: other }).end());
  const { code, err } = await runPush(['--environment', '834', '--to', to, target()]);
  expect([code, seen]).toEqual([1, []]);
  expect(err).toContain('status 307');
});

test('a page of something else is no success', async () => {
  const to = await serveWith((_request, response) => response.end('<html>Welcome</html>'));
  const { code, err } = await runPush(['--environment', '834', '--to', to, target()]);
  expect([code, err]).toEqual([
    1,
    'Environment 834: not taken, status 200: the answer is none of `npm run discovery --`: is --to its address?\n',
  ]);
});

test.each([
  ['a folder that is not there', (folder: string) => join(folder, 'gone'), 'cannot read'],
  ['a folder without artifacts', (folder: string) => folder, 'no manifest.json'],
  ['another file', (folder: string) => join(folder, 'other.json'), 'is not called manifest.json'],
])('%s ends it with 1 and a remedy', async (_name, pathIn, message) => {
  const server = await servePushes();
  const folder = writeArtifacts({ other: '{}' });
  const { code, err } = await runPush([...toServer(server), pathIn(folder)]);
  expect([code, err.split('\n').length]).toEqual([1, 2]);
  expect(err).toContain(message);
  expect(server.memory.calls).toBe(0);
});

test.each([
  ['no token', { DISCOVERY_PUSH_TOKEN: '' }, [], 'a push token is needed'],
  ['a token file that is not there', {}, ['--token-file', '/nowhere/token'], 'cannot read the token file'],
])('%s ends it with 1', async (_name, env, args, message) => {
  const server = await servePushes();
  const { code, err } = await runPush([...toServer(server), ...args, target()], env);
  expect(code).toBe(1);
  expect(err).toContain(message);
});

test('help is printed, and flags are checked all at once', async () => {
  const help = await runPush(['--help']);
  expect([help.code, help.err]).toEqual([0, '']);
  expect(help.out).toContain('Usage: npm run push');
  const args = ['--environment', 'x', '--to', 'ftp://host', '--attempts', '0', '--timeout', '1e3'];
  const { code, err } = await runPush(args);
  expect(code).toBe(1);
  expect(err).toBe(
    [
      '--environment must be the number of an environment, not "x"',
      '--to must be an address like http://host:4010, without user or query',
      '--attempts must be a number from 1 to 99999, not "0"',
      '--timeout must be a number from 1 to 99999, not "1e3"',
      '',
      'See npm run push -- --help',
      '',
    ].join('\n'),
  );
});

test('an address keeps its path, and one with a user or a query is refused unseen', () => {
  const flags = parseFlags(['--environment', '834', '--to', 'https://host/dbt']);
  expect(flags).toMatchObject({
    to: new URL('https://host/dbt/'),
    paths: ['target'],
    attempts: 5,
    timeoutMs: 120_000,
  });
  for (const to of ['http://user:secret@host', 'http://host/?sig=secret', 'http://host/#x', '']) {
    const parse = () => parseFlags(['--environment', '834', '--to', to]);
    expect(parse).toThrow('--to must be an address');
    expect(parse).not.toThrow('secret');
  }
});
