import { setImmediate, setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { DiskEntries, DiskEntry } from './disk-entries.ts';
import { createDiskFile } from './disk-file.ts';
import {
  type DiskReply,
  type DiskRequest,
  type DiskWorkerData,
  fromBlock,
  toBlock,
} from './disk-protocol.ts';
import type { StoredEntry } from './outer-cache.ts';
import { packBytes, unpackBytes } from './packed-bytes.ts';

/** The thread that waits for the disk, so that the event loop of the process never does. */
const port = parentPort;
if (port === null) throw new Error('This file is the code of a worker.');
const { path, keys, maxBytes }: DiskWorkerData = workerData;
const file = createDiskFile({
  path,
  keys,
  maxBytes,
  notice: (notice) => reply({ kind: 'notice', notice }),
  elapsedMs: () => performance.now(),
});

/** What one transaction writes, at most: readers wait for it. */
const MAX_ROWS = 200;
const MAX_BYTES = 4 * 1024 * 1024;

/** Between the attempts to change a file that another process holds; after them the change is given up. */
const LOCKED_PAUSES_MS = [20, 50, 100, 200, 400, 800];

/** Reads are answered as they come; what changes the file goes in order. */
let changes: Promise<void> = Promise.resolve();

port.on('message', (request: DiskRequest) => {
  if (request.kind === 'get') void answer(request);
  else changes = changes.then(() => change(request));
});

async function answer({ id, keys: asked, nowMs }: DiskRequest & { kind: 'get' }): Promise<void> {
  const entries = file.read((stored) => stored.read(asked, nowMs)) ?? [];
  const found = await Promise.all(
    entries.map(async ({ key, readAtMs, packed }): Promise<[string, StoredEntry] | undefined> => {
      const value = await unpackBytes(packed);
      return value === undefined ? undefined : [key, { ...value, readAtMs }];
    }),
  );
  reply({ kind: 'found', id, entries: toBlock(found.filter((entry) => entry !== undefined)) });
  changes = changes.then(() => void file.change((stored) => stored.noteUse(nowMs, false)));
}

async function change(request: Exclude<DiskRequest, { kind: 'get' }>): Promise<void> {
  const { id, nowMs } = request;
  switch (request.kind) {
    case 'set':
      await write(fromBlock(request.entries), nowMs);
      reply({ kind: 'done', id, deleted: null });
      // As much as the next entries will fill may stay free.
      return shrink(maxBytes / 8);
    case 'delete': {
      const deleted = await changeFile((stored) => stored.deleteByPrefix(request.prefix));
      reply({ kind: 'done', id, deleted: deleted ?? null });
      // Of what was deleted nothing stays in the file.
      await shrink(0);
      file.change((stored) => stored.emptyLog());
      return;
    }
    case 'close':
      file.change((stored) => stored.noteUse(nowMs, true));
      file.close();
      reply({ kind: 'done', id, deleted: null });
  }
}

async function write(entries: ReadonlyMap<string, StoredEntry>, nowMs: number): Promise<void> {
  let rows: DiskEntry[] = [];
  let bytes = 0;
  for (const [key, entry] of entries) {
    const packed = await packBytes(entry.bytes);
    if (packed === undefined) continue;
    rows.push({ key, readAtMs: entry.readAtMs, packed });
    bytes += packed.byteLength;
    if (rows.length < MAX_ROWS && bytes < MAX_BYTES) continue;
    await writeRows(rows, nowMs);
    rows = [];
    bytes = 0;
  }
  await writeRows(rows, nowMs);
}

async function writeRows(rows: readonly DiskEntry[], nowMs: number): Promise<void> {
  if (rows.length > 0) await changeFile((stored) => stored.write(rows, nowMs));
}

async function changeFile<T>(work: (stored: DiskEntries) => T): Promise<T | undefined> {
  for (const pauseMs of LOCKED_PAUSES_MS) {
    const result = file.change(work);
    // Lets readers in.
    if (!file.isLocked) return setImmediate(result);
    await setTimeout(pauseMs);
  }
  return file.change(work);
}

async function shrink(maxFreeBytes: number): Promise<void> {
  while (file.change((stored) => stored.shrink(maxFreeBytes)) === true) await setImmediate();
}

function reply(message: DiskReply): void {
  port?.postMessage(message, message.kind === 'found' ? [message.entries.block] : []);
}
