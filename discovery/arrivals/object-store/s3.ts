import type { ArtifactKind } from '../../memory/memory.ts';
import { artifactsAmong, KINDS } from '../artifact-name.ts';
import { createHarvest } from '../harvest.ts';
import type { ArtifactSource } from '../source.ts';
import { unpack } from '../unpack.ts';
import { createClient } from './client.ts';
import { type Bucket, openBucket } from './objects.ts';
import { denied, describeTrouble, isAbsent, isForbidden } from './trouble.ts';

/**
 * The artifacts directly below a prefix of a bucket, in any store that speaks S3. Its listing says which of them
 * changed; whoever may not list is served by the names that dbt gives, each asked for by its ETag.
 */
export function s3Source(bucket: string, prefix: string): ArtifactSource {
  const name = `s3://${bucket}/${prefix}`;
  /** ETags of what was handed over. */
  const taken = new Map<string, string>();
  let closed = () => {};
  let opened: Promise<Bucket> | null = null;
  const open = (): Promise<Bucket> => {
    opened ??= createClient().then((client) => {
      closed = () => client.destroy();
      return openBucket(client, bucket, prefix);
    });
    return opened;
  };

  async function look(signal: AbortSignal) {
    const store = await open();
    const etags = await listed(store, signal);
    const files = etags === null ? usualFiles() : artifactsAmong(etags.keys());
    const harvest = createHarvest();
    const found = new Set<ArtifactKind>();
    let isDenied = false;
    for (const { name: file, kind } of files) {
      if (harvest.isFull()) break;
      if (etags === null && found.has(kind)) continue;
      const known = taken.get(file) ?? null;
      if (known !== null && known === etags?.get(file)) continue;
      try {
        const object = await store.read(file, known, signal);
        found.add(kind);
        if (object === null) continue;
        const origin = `${name}${file}`;
        harvest.add({ kind, origin, bytes: await unpack(origin, object.bytes) });
        taken.set(file, object.etag);
      } catch (error) {
        isDenied ||= isForbidden(error);
        // Whoever may not list hears "forbidden" of what is not there.
        if (isAbsent(error) || (etags === null && isForbidden(error))) continue;
        harvest.fault(describeTrouble(`${name}${file}`, error));
      }
    }
    if (etags === null && found.size === 0 && isDenied) harvest.fault(denied(name));
    else if (etags === null ? found.size === 0 : files.length === 0) {
      harvest.fault(new Error(`there is neither manifest.json nor manifest.json.gz below ${name}`));
    }
    return harvest.result();
  }

  /** Null where listing is denied. */
  async function listed(store: Bucket, signal: AbortSignal): Promise<Map<string, string> | null> {
    try {
      const etags = await store.list(signal);
      for (const file of taken.keys()) if (!etags.has(file)) taken.delete(file);
      return etags;
    } catch (error) {
      if (isForbidden(error)) return null;
      throw describeTrouble(name, error);
    }
  }

  return { name, look, again: () => taken.clear(), close: () => closed() };
}

function usualFiles(): { name: string; kind: ArtifactKind }[] {
  return KINDS.flatMap((kind) => [
    { name: `${kind}.json`, kind },
    { name: `${kind}.json.gz`, kind },
  ]);
}
