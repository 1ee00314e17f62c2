import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { collect, MAX_ARTIFACT_BYTES } from '../unpack.ts';
import { isUnchanged } from './trouble.ts';

export interface Bucket {
  /** The names directly below the prefix, with their ETags. */
  list(signal: AbortSignal): Promise<Map<string, string>>;
  /** Null when the object still has this ETag. */
  read(name: string, knownETag: string | null, signal: AbortSignal): Promise<StoredObject | null>;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export function openBucket(client: S3Client, bucket: string, prefix: string): Bucket {
  return {
    async list(abortSignal) {
      const etags = new Map<string, string>();
      let next: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            Delimiter: '/',
            ...(next === undefined ? {} : { ContinuationToken: next }),
          }),
          { abortSignal },
        );
        for (const { Key, ETag = '' } of page.Contents ?? []) {
          if (Key?.startsWith(prefix)) etags.set(Key.slice(prefix.length), ETag);
        }
        next = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (next !== undefined);
      return etags;
    },
    async read(name, knownETag, abortSignal) {
      const condition = knownETag === null ? {} : { IfNoneMatch: knownETag };
      const origin = `s3://${bucket}/${prefix}${name}`;
      try {
        const object = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: `${prefix}${name}`, ...condition }),
          { abortSignal },
        );
        const bytes = await collect(origin, chunksOf(object.Body), MAX_ARTIFACT_BYTES);
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
