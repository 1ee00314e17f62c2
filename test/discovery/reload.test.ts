import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manifest, model, result, runResults, writeArtifacts } from './fixtures/artifacts.ts';
import { applied, serve, start, TOKEN } from './fixtures/client.ts';

const withModels = (...names: string[]) => ({
  manifest: manifest({ nodes: names.map((name) => model(name)) }),
});
const COUNT = 'models { totalCount }';

test('reads gzipped artifacts', async () => {
  const run = runResults('run', '2026-03-02T10:00:00Z', [result('model.shop.a', 'success')]);
  const server = await serve({ 'manifest.gz': withModels('a', 'b').manifest, 'run_results.gz': run });
  expect((await applied(server, COUNT)).models.totalCount).toBe(1);
});

test('reload takes over what changed; another folder can be put in place', async () => {
  const folder = writeArtifacts(withModels('a'));
  const server = await start({ environments: [{ id: 834, artifactsPath: folder }], token: TOKEN });
  writeArtifacts(withModels('a', 'b'), folder);
  expect((await applied(server, COUNT)).models.totalCount).toBe(1);
  await server.reload();
  expect((await applied(server, COUNT)).models.totalCount).toBe(2);
  await server.setEnvironmentArtifacts(834, writeArtifacts(withModels('a', 'b', 'c')));
  expect((await applied(server, COUNT)).models.totalCount).toBe(3);
  await server.reload();
  expect((await applied(server, COUNT)).models.totalCount).toBe(3);
  await expect(server.setEnvironmentArtifacts(1, folder)).rejects.toThrow('There is no environment 1');
});

test('a broken file is named and leaves the old facts', async () => {
  const folder = writeArtifacts(withModels('a'));
  const server = await start({ environments: [{ id: 834, artifactsPath: folder }], token: TOKEN });
  writeFileSync(join(folder, 'manifest.json'), '{"metadata": {');
  await expect(server.reload()).rejects.toThrow(/Environment 834: .*manifest\.json is not valid JSON/);
  writeFileSync(join(folder, 'manifest.json'), '{"metadata": {}}');
  await expect(server.reload()).rejects.toThrow(/not the dbt artifact its name says/);
  expect((await applied(server, COUNT)).models.totalCount).toBe(1);
});

test('watching reads a folder again when its files change, and survives a half-written one', async () => {
  const folder = writeArtifacts(withModels('a'));
  const lines: string[] = [];
  let wake = () => {};
  const server = await start({
    environments: [{ id: 834, artifactsPath: folder }],
    token: TOKEN,
    watch: true,
    log: (line) => {
      lines.push(line);
      wake();
    },
  });
  const nextLine = async (change: () => void) => {
    const logged = new Promise<void>((resolve) => {
      wake = resolve;
    });
    change();
    await logged;
    return lines.at(-1);
  };
  expect(await nextLine(() => writeFileSync(join(folder, 'manifest.json'), '{'))).toMatch(
    /still serving what was read before/,
  );
  expect((await applied(server, COUNT)).models.totalCount).toBe(1);
  expect(await nextLine(() => writeArtifacts(withModels('a', 'b'), folder))).toBe(
    'Environment 834: read again',
  );
  expect((await applied(server, COUNT)).models.totalCount).toBe(2);
});

test('the same environment twice is refused', async () => {
  const environment = { id: 834, artifactsPath: writeArtifacts(withModels('a')) };
  await expect(start({ environments: [environment, environment], token: TOKEN })).rejects.toThrow(
    'given twice',
  );
});
