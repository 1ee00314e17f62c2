import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import type { DiscoveryServer } from '../../discovery/server.ts';
import { newFolder } from './fixtures/artifacts.ts';
import { start, TOKEN } from './fixtures/client.ts';

/** The commands of the page on dbt Core, run as they stand there but for the places that are somebody's own. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/dbt-core.md'), 'utf8');
/** What a real dbt wrote. */
const ARTIFACTS = join(ROOT, 'demo/warehouse/artifacts/834');
const PUSH_TOKEN = 'token-that-pushes-0001';

const missingOf = (...programs: string[]) =>
  programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
const missing = missingOf('sh', 'curl', 'tar', 'npm', 'openssl');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;
for (const [isThere, what] of [
  [missing.length === 0, `its shell commands, there is no ${missing.join(', ')}`],
  [hasPython, 'its Python, there is no python3'],
  [hasRequests, 'running its Dagster asset, python3 has no requests'],
] as const) {
  if (!isThere) process.stderr.write(`test/discovery/page-commands.test.ts: skipped ${what} here\n`);
}

/** The fenced block under a heading; the language is that of the fence. */
function blockUnder(heading: string, language: string, index = 0): string {
  const section = PAGE.split(/^#{2,3} /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  const found = blocks[index]?.[1];
  if (found === undefined) throw new Error(`The page has no ${language} under ${heading}`);
  return found;
}

/** A dbt project whose `dbt` leaves real artifacts in `target/` and ends with this code. */
function newProject(exitCode = 0) {
  const folder = newFolder();
  const bin = join(folder, 'bin');
  const written = join(folder, 'written');
  for (const made of [bin, written]) mkdirSync(made);
  for (const name of ['manifest.json', 'run_results.json']) {
    copyFileSync(join(ARTIFACTS, name), join(written, name));
  }
  const dbt = `#!/bin/sh\nmkdir -p target/compiled && cp "${written}"/* target/ && echo 'select 1' > target/compiled/a.sql\nexit ${exitCode}\n`;
  writeFileSync(join(bin, 'dbt'), dbt);
  chmodSync(join(bin, 'dbt'), 0o755);
  return { folder, bin };
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

async function shell(script: string, { folder, bin }: ReturnType<typeof newProject>): Promise<Ended> {
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    DISCOVERY_PUSH_TOKEN: PUSH_TOKEN,
  };
  const child = spawn('sh', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, said: `${out}${err}` };
}

const serve = () => start({ environments: [{ id: 834 }], token: TOKEN, pushToken: PUSH_TOKEN });

/** Kinds of artifacts that were new. */
async function taken(server: DiscoveryServer): Promise<string[]> {
  const metrics = await (await fetch(`${server.adminUrl}/metrics`)).text();
  const found = metrics.matchAll(/^dbt_core_artifacts_accepted_total\{kind="(\w+)",outcome="new"\} [1-9]/gm);
  return [...found].map(([, kind = '']) => kind).sort();
}

test.skipIf(missing.length > 0)(
  'the shortest way starts the program and pushes to it, and does the same without npm',
  async () => {
    const project = newProject();
    // What is checked out, in a folder of its own.
    for (const name of ['package.json', 'commands', 'discovery', 'src', 'node_modules']) {
      symlinkSync(join(ROOT, name), join(project.folder, name));
    }
    const port = await freePort();
    const toPort = (block: string) => block.replaceAll('localhost:4010', `localhost:${port}`);
    const [first, second] = [0, 1].map((index) => toPort(blockUnder('The shortest way', 'sh', index)));
    const started = first?.replace('npm run discovery -- ', `npm run discovery -- --port ${port} `) ?? '';
    const script = `set -e\n${started}\n${second}\nkill $!\nwait`;
    const { code, said } = await shell(script, project);
    expect(said).toMatch(/Environment 834: manifest\.json new \(\d+ nodes\), run_results\.json new/);
    expect(said.match(/"outcome":"known"/g)).toHaveLength(3);
    expect([code, said]).toEqual([0, expect.not.stringContaining('refused')]);
  },
);

test.skipIf(missing.length > 0)(
  'the command for Airflow pushes what dbt wrote and ends as dbt did',
  async () => {
    const server = await serve();
    const [, command] = /bash_command="(.*)",$/m.exec(blockUnder('Airflow', 'python')) ?? [];
    const script = (command ?? '')
      .replace('/opt/dbt-subgraph', ROOT)
      .replace('http://discovery:4010', server.adminUrl);
    for (const exitCode of [1, 0]) expect((await shell(script, newProject(exitCode))).code).toBe(exitCode);
    expect(await taken(server)).toEqual(['manifest', 'run_results']);
  },
);

test.skipIf(missing.length > 0)(
  'the steps for GitHub Actions are YAML, and push what dbt wrote',
  async () => {
    const server = await serve();
    const steps: { run: string; if?: string; env?: object }[] = parse(blockUnder('GitHub Actions', 'yaml'));
    expect(steps.map(({ if: condition, env }) => [condition, env])).toEqual([
      [undefined, undefined],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's own form.
      ['always()', { DISCOVERY_PUSH_TOKEN: '${{ secrets.DISCOVERY_PUSH_TOKEN }}' }],
    ]);
    const project = newProject();
    for (const { run } of steps) {
      const script = run.replace('https://discovery.example.com', server.adminUrl);
      expect((await shell(script, project)).code).toBe(0);
    }
    expect(await taken(server)).toEqual(['manifest', 'run_results']);
  },
);

test.skipIf(missing.length > 0)(
  'the line for cron has five fields of time, and a command that pushes what dbt wrote',
  async () => {
    const server = await serve();
    const project = newProject(1);
    const [, time, command = ''] = /^((?:\S+ ){5}) *(.*)$/m.exec(blockUnder('cron', '')) ?? [];
    expect(time).toMatch(/^(?:(?:\d+|\*) ){5}$/);
    // A percent sign ends the command in a crontab.
    expect(command).not.toContain('%');
    const script = command
      .replace('/opt/shop', project.folder)
      .replace('/opt/dbt-subgraph', ROOT)
      .replace('http://localhost:4010', server.adminUrl);
    expect((await shell(script, project)).code).toBe(0);
    expect(await taken(server)).toEqual(['manifest', 'run_results']);
  },
);

test.skipIf(!hasPython).each(['Airflow', 'Dagster'])('the Python for %s compiles', (heading) => {
  const file = join(newFolder(), 'snippet.py');
  writeFileSync(file, blockUnder(heading, 'python'));
  const { status, stderr } = spawnSync('python3', ['-m', 'py_compile', file]);
  expect([status, stderr.toString()]).toEqual([0, '']);
});

test.skipIf(!hasRequests)(
  'the asset for Dagster pushes the results of its run, whatever else Dagster does',
  async () => {
    const server = await serve();
    const project = newProject();
    const snippet = blockUnder('Dagster', 'python').replace('http://discovery:4010', server.adminUrl);
    const around = `import os, pathlib, requests
class Run:
    target_path = pathlib.Path(${JSON.stringify(join(project.folder, 'written'))})
    def stream(self): return iter(["an event"])
class DbtCliResource:
    def cli(self, args, context, raise_on_error): return Run()
class project: manifest_path = "manifest.json"
dbt_assets = lambda manifest: lambda asset: asset
${snippet}
assert list(shop(None, DbtCliResource())) == ["an event"]
`;
    const file = join(project.folder, 'asset.py');
    writeFileSync(file, around);
    expect(await shell(`python3 ${file}`, project)).toEqual({ code: 0, said: '' });
    expect(await taken(server)).toEqual(['run_results']);
  },
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
