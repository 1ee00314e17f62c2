import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { ADMIN_OPERATIONS, startDiscovery } from '../admin/support.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { ask } from '../support/ask.ts';
import { findTraces, type Place } from './traces.ts';

const TOKEN = 'MARKED1-service-token-for-listings';
const GATEWAY_SECRET = 'MARKED2-gateway-secret-for-listings';
const KEY = Buffer.from('MARKED3-the-key-of-thirty-2-bytes').subarray(0, 32);
const SECRETS = { TOKEN, GATEWAY_SECRET, KEY };

/** Command lines of the process and of what it has started, as any user of the machine can list them. */
function commandLinesOf(pid: number): Place[] {
  const listed = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return listed.flatMap((name) => {
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(join('/proc', name, 'status'), 'utf8'))?.[1];
      if (Number(name) !== pid && Number(parent) !== pid) return [];
      return [{ name: 'a command line', content: readFileSync(join('/proc', name, 'cmdline'), 'utf8') }];
    } catch {
      return [];
    }
  });
}

it('the running program shows no secret in process listings or on its outputs', async ({ skip }) => {
  if (!existsSync('/proc/self/cmdline')) return skip('this system has no /proc to list processes from');
  using folder = temporaryFolder();
  const discovery = await startDiscovery({ token: TOKEN });
  const program = spawn(process.execPath, ['src/main.ts'], {
    env: {
      AUTH_MODE: 'gateway',
      GATEWAY_SECRET,
      ENCRYPTION_KEYS: `k1:${KEY.toString('base64')}`,
      STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
      CACHE_URL: `sqlite://${join(folder.path, 'cache.sqlite')}`,
      DBT_ALLOWED_HOSTS: discovery.adminUrl,
      PORT: '0',
      LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(program, 'close');
  onTestFinished(() => {
    program.kill('SIGKILL');
  });
  const outputs: Place[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [program.stdout, program.stderr]) {
      createInterface(stream).on('line', (line) => {
        outputs.push({ name: `the output: ${line}`, content: line });
        const found = /"url":"([^"]+)"/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    void ended.then(() =>
      reject(new Error(`The program ended:\n${outputs.map(({ content }) => content).join('\n')}`)),
    );
  });
  const headers = { 'x-gateway-secret': GATEWAY_SECRET, 'x-user-scopes': 'dbt:admin' };
  const input = { apiHost: discovery.adminUrl, serviceToken: TOKEN };
  const { body } = await ask(url, ADMIN_OPERATIONS.configureDbtIntegration, { input }, headers);
  expect(body.data.configureDbtIntegration.userErrors).toEqual([]);

  const commandLines = commandLinesOf(program.pid ?? 0);
  expect(commandLines.map(({ content }) => content).join()).toContain('src/main.ts');
  program.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
  expect(outputs.length).toBeGreaterThan(1);
  expect(findTraces([...commandLines, ...outputs], SECRETS)).toEqual([]);
});
