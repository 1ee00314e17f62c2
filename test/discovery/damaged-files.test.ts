import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manifest, model, result, runResults, source, writeArtifacts } from './fixtures/artifacts.ts';
import { applied, nodesOf, serve, start, TOKEN } from './fixtures/client.ts';

const WHOLE = manifest({ nodes: [model('bestellungen', { description: 'Größe in €, 注文' })] });

const bigEndian = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
const littleEndian = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

test.each([
  ['UTF-8 with a byte-order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16 as PowerShell redirects it', littleEndian],
  ['UTF-16, big end first', bigEndian],
])('%s is read over', async (_, encode) => {
  const lines: string[] = [];
  const run = runResults('run', '2026-05-04T12:00:00Z', [
    result('model.shop.bestellungen', 'success', '2026-05-04T12:00:00Z'),
  ]);
  const files = { manifest: encode(JSON.stringify(WHOLE)), 'run_results.gz': encode(JSON.stringify(run)) };
  const server = await serve(files, { log: (line) => lines.push(line) });
  const { models } = await applied(
    server,
    'models { edges { node { description executionInfo { executeCompletedAt } } } }',
  );
  expect(nodesOf(models)).toEqual([
    { description: 'Größe in €, 注文', executionInfo: { executeCompletedAt: '2026-05-04T12:00:00Z' } },
  ]);
  expect(lines).toEqual([]);
});

const REFUSED: [string, string | Buffer, RegExp][] = [
  ['empty', '', /manifest\.json is not valid JSON/],
  ['cut in the middle of a string', JSON.stringify(WHOLE).slice(0, 400), /manifest\.json is not valid JSON/],
  [
    'cut, with a bare number in it',
    '{"metadata": {"x": NaN}, "nodes": {"a": ',
    /manifest\.json is not valid JSON/,
  ],
  ['a word that is no number', '{"metadata": {}, "nodes": {"a": NaNcy}}', /manifest\.json is not valid JSON/],
  ['bytes of a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), /manifest\.json is not valid JSON/],
  ['a list', '[]', /manifest\.json is not the dbt artifact its name says/],
  ['without nodes', '{"metadata": {}, "nodes": 5}', /manifest\.json is not the dbt artifact its name says/],
];

test.each(REFUSED)(
  'a manifest that is %s: refused at start, and later the old facts stay',
  async (_, text, message) => {
    await expect(serve({ manifest: text })).rejects.toThrow(message);
    const folder = writeArtifacts({ manifest: WHOLE });
    const server = await start({ environments: [{ id: 834, artifactsPath: folder }], token: TOKEN });
    writeArtifacts({ manifest: text }, folder);
    await expect(server.reload()).rejects.toThrow(message);
    expect((await applied(server, 'models { totalCount }')).models.totalCount).toBe(1);
  },
);

test('a gzip file that is none is named', async () => {
  const folder = writeArtifacts({ manifest: WHOLE });
  writeFileSync(join(folder, 'catalog.json.gz'), 'text');
  const opening = start({ environments: [{ id: 834, artifactsPath: folder }], token: TOKEN });
  await expect(opening).rejects.toThrow(/Environment 834: .*catalog\.json\.gz is not a whole gzip file/);
});

test('a reload says what it left out', async () => {
  const lines: string[] = [];
  const folder = writeArtifacts({ manifest: WHOLE });
  const server = await start({
    environments: [{ id: 834, artifactsPath: folder }],
    token: TOKEN,
    log: (line) => lines.push(line),
  });
  expect(lines).toEqual([]);
  writeArtifacts(
    { manifest: manifest({ nodes: [model('a', { tags: 5 })], sources: [source('raw', 'x')] }) },
    folder,
  );
  await server.reload();
  expect(lines).toEqual([
    `Environment 834: ${join(folder, 'manifest.json')}: nodes["model.shop.a"].tags is left out: expected array, received number`,
  ]);
});
