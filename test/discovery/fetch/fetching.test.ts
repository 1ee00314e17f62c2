import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FetchingOptions, startFetching } from '../../../discovery/arrivals/fetching.ts';
import type { ArtifactMemory, Verdict } from '../../../discovery/memory/memory.ts';
import { openMemory } from '../../../discovery/memory/memory.ts';
import { resolveEnvironment } from '../../../discovery/options.ts';
import { manifest, model, newFolder, writeArtifacts } from '../fixtures/artifacts.ts';
import { serveFiles } from './fixtures/file-server.ts';

const MANIFEST = manifest({ nodes: [model('orders')] });

async function memoryOf(): Promise<ArtifactMemory> {
  const memory = await openMemory({
    path: ':memory:',
    environments: [resolveEnvironment({ id: 834 })],
    compiledTestsReadSuccess: false,
    log: () => {},
  });
  onTestFinished(() => memory.close());
  return memory;
}

async function fetchFrom(
  artifactsPath: string,
  memory: ArtifactMemory,
  options: Partial<FetchingOptions> = {},
) {
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  const fetching = await startFetching({
    memory,
    environments: [{ id: 834, artifactsPath, headerFile: null }],
    watch: false,
    pollSeconds: 30,
    wait: false,
    log(line) {
      lines.push(line);
      for (const [part, resolve] of waiting) if (line.includes(part)) resolve();
    },
    ...options,
  });
  onTestFinished(() => fetching.close());
  return {
    fetching,
    lines,
    /** Resolves with the next line that has this in it. */
    line: (part: string) => new Promise<void>((resolve) => waiting.set(part, resolve)),
  };
}

test('a source that cannot be read ends the start, with the environment and the source', async () => {
  const memory = await memoryOf();
  const folder = newFolder();
  await expect(fetchFrom(join(folder, 'nowhere'), memory)).rejects.toThrow(
    `Environment 834: cannot read the folder ${folder}/nowhere`,
  );
  await expect(fetchFrom(folder, memory)).rejects.toThrow(
    `Environment 834: no manifest.json (or manifest.json.gz) in ${folder}`,
  );
  writeFileSync(join(folder, 'manifest.json'), '{');
  await expect(fetchFrom(folder, memory)).rejects.toThrow(
    /^Environment 834: .*manifest\.json is not valid JSON/,
  );
});

test('told to wait, it starts without artifacts and takes them when they come', async () => {
  const memory = await memoryOf();
  const folder = join(newFolder(), 'target');
  const failed: number[] = [];
  const { fetching, lines, line } = await fetchFrom(folder, memory, {
    wait: true,
    watch: true,
    onFailure: (id) => failed.push(id),
  });
  expect(lines).toEqual([`Environment 834: cannot read the folder ${folder} (waiting for it)`]);
  expect(failed).toEqual([834]);
  expect(fetching.status(834)).toMatchObject({
    source: folder,
    lastSucceededAt: null,
    lastError: `cannot read the folder ${folder}`,
    failures: 1,
  });
  const isRead = line('read again');
  mkdirSync(folder);
  writeArtifacts({ manifest: MANIFEST }, folder);
  await isRead;
  expect(memory.state(834)?.nodes.size).toBe(1);
  expect(fetching.status(834)).toMatchObject({ lastError: null });
});

test('what is remembered is served though its source is gone, and the log says so once', async () => {
  const memory = await memoryOf();
  const folder = writeArtifacts({ manifest: MANIFEST });
  const first = await fetchFrom(folder, memory);
  await first.fetching.close();
  rmSync(folder, { recursive: true });
  const { lines } = await fetchFrom(folder, memory);
  expect(lines).toEqual([
    `Environment 834: cannot read the folder ${folder} (still serving what was read before)`,
  ]);
  expect(memory.state(834)?.nodes.size).toBe(1);
});

test('an address is looked at again without being asked to, and a refused file takes nothing away', async () => {
  const memory = await memoryOf();
  const server = await serveFiles({ 'manifest.json': JSON.stringify(MANIFEST) });
  const { line, lines } = await fetchFrom(String(server.base), memory, { pollSeconds: 0.01 });
  const isRefused = line('is not valid JSON');
  server.files.set('manifest.json', '{');
  await isRefused;
  expect(lines.at(-1)).toMatch(/^Environment 834: http.*manifest\.json is not valid JSON.*\(still serving/);
  expect(memory.state(834)?.nodes.size).toBe(1);
  const isDown = line('answers 503');
  server.files.set('manifest.json', (response) => response.writeHead(503).end());
  await isDown;
  const isBack = line('can be read again');
  const newer = manifest({
    nodes: [model('orders'), model('customers')],
    metadata: { generated_at: '2026-03-02T00:00:00Z', invocation_id: 'newer' },
  });
  server.files.set('manifest.json', JSON.stringify(newer));
  await isBack;
  await expect.poll(() => memory.state(834)?.nodes.size).toBe(2);
});

test('what each look brought is told', async () => {
  const memory = await memoryOf();
  const folder = writeArtifacts({ manifest: MANIFEST });
  const told: Verdict['outcome'][][] = [];
  const { fetching } = await fetchFrom(folder, memory, {
    onVerdicts: (_, verdicts) => told.push(verdicts.map(({ outcome }) => outcome)),
  });
  await fetching.look(834);
  writeFileSync(join(folder, 'manifest.json'), '[]');
  await fetching.look(834);
  await expect(fetching.look(834)).rejects.toThrow('Environment 834: ');
  expect(told).toEqual([['new'], [], [], ['refused']]);
  expect(fetching.status(1)).toBeNull();
});
