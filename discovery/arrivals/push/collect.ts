import type { PushLimits } from './limits.ts';
import type { Share } from './room.ts';
import { type Bytes, bounded, unpack } from './unpack.ts';

/**
 * The bytes of one artifact, in a buffer of their own that can be handed to another thread. A `.json.gz` may be
 * gzipped once more on its way.
 */
export async function collectArtifact(
  source: Bytes,
  what: string,
  limits: PushLimits,
  share: Share,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bounded(unpack(unpack(source, what), what), limits.artifactBytes, what)) {
    share.take(chunk.byteLength);
    bytes += chunk.byteLength;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
