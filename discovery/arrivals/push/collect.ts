import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PushLimits } from './limits.ts';
import type { Share } from './room.ts';
import { type Bytes, bounded, unpack } from './unpack.ts';

const TURN_BYTES = 8 * 1024 * 1024;

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
  return join(chunks, bytes);
}

/** Copies in turns: a copy of all at once would keep other requests waiting. */
async function join(chunks: readonly Uint8Array[], bytes: number): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  let turnEnds = TURN_BYTES;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
    if (offset < turnEnds) continue;
    turnEnds = offset + TURN_BYTES;
    await nextTurn();
  }
  return whole;
}
