import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { SYSTEM_CLOCK } from '../../../discovery/arrivals/clock.ts';
import { folderSource, readFolder } from '../../../discovery/arrivals/folder.ts';
import { newFolder } from '../fixtures/artifacts.ts';
import { looked } from './fixtures/looked.ts';
import { turnedClock } from './fixtures/turned-clock.ts';

function sourceOf(folder: string) {
  const clock = turnedClock();
  const source = folderSource(folder, { clock });
  const hints: number[] = [];
  source.onHint?.(() => hints.push(clock.now().getTime()));
  const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
  return { source, clock, hints, write };
}

test('the first look takes every artifact, manifest first, plain or gzipped, and nothing else', async () => {
  const folder = newFolder();
  const { source, write } = sourceOf(folder);
  write('run_results.json', 'runs');
  write('run_results.2026-03-01.json.gz', gzipSync('dated'));
  write('sources.json', 'freshness');
  write('manifest.json', 'manifest');
  write('manifest.json.gz', gzipSync('shadowed'));
  write('catalog.json.gz', gzipSync('catalog'));
  write('catalog.old.json', 'other');
  write('semantic_manifest.json', 'other');
  write('graph.gpickle', 'other');
  mkdirSync(join(folder, 'compiled'));
  expect(await looked(source)).toEqual([
    'manifest.json: manifest',
    'catalog.json.gz: catalog',
    'sources.json: freshness',
    'run_results.2026-03-01.json.gz: dated',
    'run_results.json: runs',
  ]);
  expect(await looked(source)).toEqual([]);
});

test('a file that changed is taken when two looks have found it the same, and asks for the second one', async () => {
  const folder = newFolder();
  const { source, clock, hints, write } = sourceOf(folder);
  write('manifest.json', 'first');
  write('run_results.json', 'runs');
  await looked(source);
  write('run_results.json', '{"half');
  expect(await looked(source)).toEqual([]);
  write('run_results.json', '{"half and more');
  expect(await looked(source)).toEqual([]);
  write('run_results.json', '{"whole": true}');
  expect(await looked(source)).toEqual([]);
  expect(clock.waits()).toEqual([300]);
  clock.turn();
  expect(hints).toHaveLength(1);
  expect(await looked(source)).toEqual(['run_results.json: {"whole": true}']);
  expect(clock.waits()).toEqual([]);
});

test('another file of the same size and time in its place is another file', async () => {
  const folder = newFolder();
  const { source, write } = sourceOf(folder);
  const time = new Date('2026-03-01T00:00:00Z');
  write('manifest.json', 'one');
  utimesSync(join(folder, 'manifest.json'), time, time);
  await looked(source);
  write('new', 'two');
  utimesSync(join(folder, 'new'), time, time);
  renameSync(join(folder, 'new'), join(folder, 'manifest.json'));
  expect(await looked(source)).toEqual([]);
  expect(await looked(source)).toEqual(['manifest.json: two']);
});

test('a gzip file that is cut is said when all others are handed over, and taken when it is whole', async () => {
  const folder = newFolder();
  const { source, write } = sourceOf(folder);
  const whole = gzipSync('x'.repeat(5000));
  write('run_results.json.gz', whole.subarray(0, 20));
  write('manifest.json', 'manifest');
  expect(await looked(source)).toEqual(['manifest.json: manifest']);
  await looked(source).catch(() => {});
  await expect(looked(source)).rejects.toThrow(`${folder}/run_results.json.gz is not a whole gzip file`);
  write('run_results.json.gz', whole);
  await looked(source).catch(() => {});
  expect(await looked(source)).toEqual([`run_results.json.gz: ${'x'.repeat(5000)}`]);
  expect(await looked(source)).toEqual([]);
});

test('a folder that goes is named, and what it holds when it comes back is taken', async () => {
  const folder = newFolder();
  const { source, write } = sourceOf(folder);
  write('manifest.json', 'before');
  await looked(source);
  rmSync(folder, { recursive: true });
  await expect(looked(source)).rejects.toThrow(`cannot read the folder ${folder}`);
  mkdirSync(folder);
  expect(await looked(source)).toEqual([]);
  write('manifest.json', 'after');
  expect(await looked(source)).toEqual([]);
  expect(await looked(source)).toEqual(['manifest.json: after']);
});

test('a link that is moved to another folder brings that one', async () => {
  const [blue, green, link] = [newFolder(), newFolder(), join(newFolder(), 'target')];
  writeFileSync(join(blue, 'manifest.json'), 'blue');
  writeFileSync(join(green, 'manifest.json'), 'green');
  symlinkSync(blue, link);
  const { source } = sourceOf(link);
  expect(await looked(source)).toEqual(['manifest.json: blue']);
  unlinkSync(link);
  symlinkSync(green, link);
  await looked(source);
  expect(await looked(source)).toEqual(['manifest.json: green']);
});

test('what was handed over comes again on request, at once', async () => {
  const folder = newFolder();
  const { source, write } = sourceOf(folder);
  write('manifest.json', 'manifest');
  await looked(source);
  source.again?.();
  expect(await looked(source)).toEqual(['manifest.json: manifest']);
});

test('a folder is read whole in one call', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'manifest.json'), 'm');
  writeFileSync(join(folder, 'sources.json'), 's');
  expect((await readFolder(folder)).map(({ kind }) => kind)).toEqual(['manifest', 'sources']);
  await expect(readFolder(join(folder, 'nowhere'))).rejects.toThrow('cannot read the folder');
});

/** Every step waits for the hint of the system itself. */
test('the watch outlives removal, renaming and links', async () => {
  const around = newFolder();
  const folder = join(around, 'target');
  const write = (name: string) => writeFileSync(join(folder, name), '{}');
  mkdirSync(folder);
  write('manifest.json');
  const source = folderSource(folder, { watch: true, clock: SYSTEM_CLOCK });
  onTestFinished(() => source.close?.());
  let hint = Promise.withResolvers<void>();
  source.onHint?.(() => hint.resolve());
  const hintAfter = async (change: () => void) => {
    await looked(source).catch(() => {});
    hint = Promise.withResolvers();
    change();
    await hint.promise;
  };
  await hintAfter(() => write('manifest.json'));
  await hintAfter(() => rmSync(folder, { recursive: true }));
  await hintAfter(() => mkdirSync(folder));
  await hintAfter(() => write('manifest.json'));
  await hintAfter(() => renameSync(folder, join(around, 'old')));
  await hintAfter(() => symlinkSync(join(around, 'old'), folder));
  await hintAfter(() => write('run_results.json'));
  await hintAfter(() => {
    mkdirSync(join(around, 'new'));
    unlinkSync(folder);
    symlinkSync(join(around, 'new'), folder);
  });
  await hintAfter(() => write('sources.json'));
  await looked(source).catch(() => {});
  expect(await looked(source)).toEqual(['sources.json: {}']);
});
