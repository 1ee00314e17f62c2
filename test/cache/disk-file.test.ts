import { describe, expect, test } from 'vitest';
import { createDiskFile } from '../../src/cache/disk-file.ts';
import type { DiskNotice } from '../../src/cache/disk-protocol.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { KEY } from './sealed-cache-contract.ts';

/** The file itself, without a worker, by a clock that is moved. */
function openFile() {
  const folder = temporaryFolder();
  const notices: DiskNotice[] = [];
  const clock = { elapsedMs: 5000 };
  const file = createDiskFile({
    path: `${folder.path}/facts.sqlite`,
    keys: [KEY.key],
    maxBytes: 1_000_000,
    notice: (notice) => notices.push(notice),
    elapsedMs: () => clock.elapsedMs,
  });
  return {
    file,
    clock,
    notices,
    write: () =>
      file.change(
        (entries) => entries.write([{ key: 'a', readAtMs: 1, packed: Buffer.from('x') }], 0) ?? 'written',
      ),
    read: () =>
      file.read((entries) => entries.read(['a'], 0).map(({ packed }) => Buffer.from(packed).toString())),
    /** What SQLite throws: its result code, and its words. */
    fail: (errcode: number, message: string) => {
      const throwing = () => {
        throw Object.assign(new Error(message), { errcode });
      };
      expect(file.change(throwing)).toBeUndefined();
    },
    [Symbol.dispose]() {
      file.close();
      folder[Symbol.dispose]();
    },
  };
}

describe('the file', () => {
  test.each([
    [13, 'database or disk is full'],
    [8, 'attempt to write a readonly database'],
  ])(
    'that takes no writes (%i, %s) is read all the same; all is well again with the first write',
    (code, words) => {
      using opened = openFile();
      expect(opened.write()).toBe('written');
      opened.fail(code, words);
      expect(opened.read()).toEqual(['x']);
      expect(opened.notices).toEqual([{ state: 'unusable', cause: words }]);
      opened.write();
      expect(opened.notices.slice(1)).toEqual([{ state: 'usable', cause: '' }]);
    },
  );

  test.each([
    [10, 'disk I/O error'],
    [1032, 'attempt to write a readonly database'],
  ])('that was moved away or whose disk is gone (%i, %s) is opened again after a pause', (code, words) => {
    using opened = openFile();
    opened.write();
    opened.fail(code, words);
    expect(opened.notices).toEqual([{ state: 'unusable', cause: words }]);
    opened.clock.elapsedMs += 100_000;
    expect(opened.read()).toEqual(['x']);
    expect(opened.notices.slice(1)).toEqual([{ state: 'usable', cause: '' }]);
    opened.fail(code, words);
    opened.clock.elapsedMs += 999;
    expect(opened.read()).toBeUndefined();
    opened.clock.elapsedMs += 1;
    expect(opened.read()).toEqual(['x']);
  });

  test('that is damaged is begun anew at once, and a second time no sooner than after the pause', () => {
    using opened = openFile();
    opened.write();
    opened.clock.elapsedMs += 1000;
    opened.fail(11, 'database disk image is malformed');
    expect(opened.read()).toEqual([]);
    opened.fail(11, 'database disk image is malformed');
    expect(opened.read()).toBeUndefined();
    expect(opened.notices).toEqual([
      { state: 'damaged', cause: 'database disk image is malformed' },
      { state: 'damaged', cause: 'database disk image is malformed' },
    ]);
  });

  test('that another process holds is told of when that lasts a second; a moment is nothing', () => {
    using opened = openFile();
    opened.write();
    opened.fail(5, 'database is locked');
    expect(opened.file.isLocked).toBe(true);
    opened.clock.elapsedMs += 999;
    opened.fail(5, 'database is locked');
    expect(opened.notices).toEqual([]);
    opened.clock.elapsedMs += 1;
    opened.fail(5, 'database is locked');
    expect(opened.notices).toEqual([{ state: 'locked', cause: 'database is locked' }]);
    expect(opened.read()).toEqual(['x']);
    expect(opened.file.isLocked).toBe(true);
    opened.write();
    expect(opened.file.isLocked).toBe(false);
    expect(opened.notices.slice(1)).toEqual([{ state: 'usable', cause: '' }]);
  });
});
