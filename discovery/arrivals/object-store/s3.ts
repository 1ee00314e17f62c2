import type { S3Client } from '@aws-sdk/client-s3';
import type { Arrival, ArtifactKind } from '../../memory/memory.ts';
import { artifactsAmong, KINDS } from '../artifact-name.ts';
import { createHarvest, type Harvest } from '../harvest.ts';
import type { ArtifactSource } from '../source.ts';
import { unpack } from '../unpack.ts';
import { createClient } from './client.ts';
import { type Bucket, openBucket } from './objects.ts';
import { denied, describeTrouble, isAbsent, isForbidden } from './trouble.ts';

/** Years of dated files are not read one by one. */
const AT_ONCE = 8;
/** Folders below the prefix, dated ones as a rule: so many of them, the last in the order of their names. */
const MAX_FOLDERS = 1_000;
/** Days that are over do not change: the rest is listed once. */
const FOLDERS_LISTED_AGAIN = 2;

/**
 * The artifacts below a prefix of a bucket and one folder deeper, in any store that speaks S3. Its listing says which of
 * them changed; whoever may not list is served by the names that dbt gives, each asked for by its ETag.
 */
export function s3Source(bucket: string, prefix: string): ArtifactSource {
  const name = `s3://${bucket}/${prefix}`;
  /** ETags of what was handed over. */
  const taken = new Map<string, string>();
  /** What folders below the prefix were found to hold. */
  const folders = new Map<string, ReadonlyMap<string, string>>();
  let client: S3Client | null = null;

  return { name, look, again, close: () => client?.destroy() };

  function again(): void {
    taken.clear();
    folders.clear();
  }

  async function look(signal: AbortSignal): Promise<readonly Arrival[]> {
    client ??= await createClient().catch((error) => {
      throw describeTrouble(name, error);
    });
    const store = openBucket(client, bucket, prefix);
    const etags = await listed(store, signal);
    const harvest = createHarvest();
    if (etags === null) await takeUsual(store, harvest, signal);
    else await takeListed(store, etags, harvest, signal);
    return harvest.result();
  }

  /** Null where listing is denied. */
  async function listed(store: Bucket, signal: AbortSignal): Promise<Map<string, string> | null> {
    try {
      const top = await store.list('', signal);
      const inOrder = top.folders.toSorted().slice(-MAX_FOLDERS);
      for (const folder of folders.keys()) if (!inOrder.includes(folder)) folders.delete(folder);
      for (const [index, folder] of inOrder.entries()) {
        if (folders.has(folder) && index < inOrder.length - FOLDERS_LISTED_AGAIN) continue;
        folders.set(folder, (await store.list(folder, signal)).etags);
      }
      return new Map([...folders.values(), top.etags].flatMap((etags) => [...etags]));
    } catch (error) {
      if (isForbidden(error)) return null;
      throw describeTrouble(name, error);
    }
  }

  async function takeListed(
    store: Bucket,
    etags: ReadonlyMap<string, string>,
    harvest: Harvest,
    signal: AbortSignal,
  ): Promise<void> {
    for (const file of taken.keys()) if (!etags.has(file)) taken.delete(file);
    const files = filesAmong(etags.keys());
    if (files.length === 0) harvest.fault(nothing(name));
    const changed = files.filter((file) => taken.get(file.name) !== etags.get(file.name));
    for (let from = 0; from < changed.length && !harvest.isFull(); from += AT_ONCE) {
      const reads = changed.slice(from, from + AT_ONCE).map(({ name: file, kind }) => {
        const read = take(store, file, kind, signal);
        // It is awaited in its turn, and may fail before.
        read.catch(() => {});
        return { file, read };
      });
      for (const { file, read } of reads) {
        try {
          const found = await read;
          if (found !== null) harvest.add(found);
        } catch (error) {
          if (!isAbsent(error)) harvest.fault(describeTrouble(`${name}${file}`, error));
        }
      }
    }
  }

  async function takeUsual(store: Bucket, harvest: Harvest, signal: AbortSignal): Promise<void> {
    let isThere = false;
    let isDenied = false;
    for (const kind of KINDS) {
      for (const file of [`${kind}.json`, `${kind}.json.gz`]) {
        try {
          const found = await take(store, file, kind, signal);
          isThere = true;
          if (found !== null) harvest.add(found);
          break;
        } catch (error) {
          // Whoever may not list hears "forbidden" of what is not there.
          isDenied ||= isForbidden(error);
          if (isAbsent(error) || isForbidden(error)) continue;
          harvest.fault(describeTrouble(`${name}${file}`, error));
        }
      }
    }
    if (!isThere) harvest.fault(isDenied ? denied(name) : nothing(name));
  }

  /** Null for what was handed over already. */
  async function take(
    store: Bucket,
    file: string,
    kind: ArtifactKind,
    signal: AbortSignal,
  ): Promise<Arrival | null> {
    const object = await store.read(file, taken.get(file) ?? null, signal);
    if (object === null) return null;
    const origin = `${name}${file}`;
    const bytes = await unpack(origin, object.bytes);
    taken.set(file, object.etag);
    return { kind, origin, bytes };
  }
}

/** The artifacts of each folder, the folders in the order of their names and the prefix itself at the end. */
function filesAmong(names: Iterable<string>): { name: string; kind: ArtifactKind }[] {
  const byFolder = Map.groupBy(names, (name) => name.slice(0, name.lastIndexOf('/') + 1));
  return [...byFolder].flatMap(([folder, inFolder]) =>
    artifactsAmong(inFolder.map((name) => name.slice(folder.length))).map(({ name, kind }) => ({
      name: `${folder}${name}`,
      kind,
    })),
  );
}

function nothing(name: string): Error {
  return new Error(`there is neither manifest.json nor manifest.json.gz below ${name}`);
}
