import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { collect } from '../unpack.ts';
import { isUnchanged } from './trouble.ts';

export interface Bucket {
  /** What stands directly below a folder of the prefix, `''` for the prefix itself. */
  list(folder: string, signal: AbortSignal): Promise<Listing>;
  /** Null when the object still has this ETag. */
  read(name: string, knownETag: string | null, signal: AbortSignal): Promise<StoredObject | null>;
}

export interface Listing {
  /** ETags by name, folder included. */
  readonly etags: ReadonlyMap<string, string>;
  /** Folders, each with a slash at its end. */
  readonly folders: readonly string[];
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export function openBucket(client: S3Client, bucket: string, prefix: string): Bucket {
  return {
    async list(folder, abortSignal) {
      const etags = new Map<string, string>();
      const folders: string[] = [];
      let next: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: `${prefix}${folder}`,
            Delimiter: '/',
            ...(next === undefined ? {} : { ContinuationToken: next }),
          }),
          { abortSignal },
        );
        for (const { Key, ETag = '' } of page.Contents ?? []) {
          if (Key?.startsWith(prefix)) etags.set(Key.slice(prefix.length), ETag);
        }
        for (const { Prefix } of page.CommonPrefixes ?? []) {
          if (Prefix?.startsWith(prefix)) folders.push(Prefix.slice(prefix.length));
        }
        next = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (next !== undefined);
      return { etags, folders };
    },
    async read(name, knownETag, abortSignal) {
      const condition = knownETag === null ? {} : { IfNoneMatch: knownETag };
      const origin = `s3://${bucket}/${prefix}${name}`;
      try {
        const object = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: `${prefix}${name}`, ...condition }),
          { abortSignal },
        );
        const bytes = await collect(origin, chunksOf(object.Body));
        return { bytes, etag: object.ETag ?? '' };
      } catch (error) {
        if (isUnchanged(error)) return null;
        throw error;
      }
    },
  };
}

function chunksOf(body: unknown): AsyncIterable<Uint8Array> {
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    return body as AsyncIterable<Uint8Array>;
  }
  throw new Error('the store sent no body');
}
