import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { manifest, model, newFolder, writeArtifacts } from '../fixtures/artifacts.ts';

function run(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['discovery/main.ts', ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

test('the program serves the environments of a file, its folders found from where the file stands', async () => {
  const folder = writeArtifacts({ manifest: manifest({ nodes: [model('orders')] }) });
  const file = join(dirname(folder), `${basename(folder)}.yaml`);
  writeFileSync(
    file,
    `port: 0
state: ":memory:"
token: \${SERVICE_TOKEN}
environments:
  - { id: 834, name: Shop, type: staging, project: { name: bikes }, source: ${basename(folder)} }
  - { id: 912, name: Later, pushToken: "\${PUSH_TOKEN}" }
`,
  );
  const child = run(['--config', file], { SERVICE_TOKEN: 'reads', PUSH_TOKEN: 'pushes' });
  const [line] = await once(createInterface(child.stdout), 'line');
  const url = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(String(line))?.[0] ?? '';
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: 'Bearer reads', 'content-type': 'application/json' },
    body: JSON.stringify({
      query:
        '{ environment(id: 834) { dbtProjectName applied { models { totalCount } } definition { models { totalCount } } } }',
    }),
  });
  expect(await response.json()).toMatchObject({
    data: { environment: { dbtProjectName: 'bikes', definition: { models: { totalCount: 1 } } } },
  });
});

test('a file with faults ends the program with all of them, and no secret', async () => {
  const file = join(newFolder(), 'discovery.yaml');
  writeFileSync(file, 'prt: 0\ntoken: hidden\nenvironments: []\n');
  const child = run(['--config', file], {});
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(errors.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/discovery\.yaml:1: `prt` is no field of the file/),
    expect.stringMatching(/discovery\.yaml:2: `token` must name a variable/),
    expect.stringMatching(/discovery\.yaml:3: `environments` must not be empty/),
  ]);
  expect(errors).not.toContain('hidden');
  expect(errors).not.toMatch(/^\s+at /m);
});
