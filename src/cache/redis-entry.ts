import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * One entry as it stands in Redis:
 *
 *     e2:<16 digits>:   version and time of reading in milliseconds, in letters that a script on the server can compare
 *     32 bytes          HMAC-SHA-256 over all other bytes
 *     4 bytes           length of the key
 *     the key           whole, so that an entry that was copied from one key to another is known
 *     the rest          the packed value
 */
export interface RedisEntry {
  readonly readAtMs: number;
  readonly packed: Uint8Array;
}

export const HEAD_BYTES = 20;
const HEAD = /^e2:(\d{16}):$/;
const MAC_BYTES = 32;
const KEY_LENGTH_BYTES = 4;
const KEY_AT = HEAD_BYTES + MAC_BYTES + KEY_LENGTH_BYTES;

/** Undefined where the time is none that the head can hold. */
export function sealRedisEntry(key: string, entry: RedisEntry, macKey: KeyObject): Buffer | undefined {
  const { readAtMs, packed } = entry;
  if (!Number.isSafeInteger(readAtMs) || readAtMs < 0) return undefined;
  const keyBytes = Buffer.from(key);
  const sealed = Buffer.alloc(KEY_AT + keyBytes.byteLength + packed.byteLength);
  sealed.write(`e2:${String(readAtMs).padStart(16, '0')}:`, 'latin1');
  sealed.writeUInt32BE(keyBytes.byteLength, HEAD_BYTES + MAC_BYTES);
  sealed.set(keyBytes, KEY_AT);
  sealed.set(packed, KEY_AT + keyBytes.byteLength);
  sealed.set(macOf(sealed, macKey), HEAD_BYTES);
  return sealed;
}

/** Undefined for what was made under no key of these, was altered, belongs to another key, or is of another version. */
export function openRedisEntry(
  key: string,
  sealed: Uint8Array,
  macKeys: readonly KeyObject[],
): RedisEntry | undefined {
  if (sealed.byteLength < KEY_AT) return undefined;
  const view = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const digits = HEAD.exec(view.toString('latin1', 0, HEAD_BYTES))?.[1];
  if (digits === undefined) return undefined;
  const mac = view.subarray(HEAD_BYTES, HEAD_BYTES + MAC_BYTES);
  if (!macKeys.some((macKey) => timingSafeEqual(macOf(view, macKey), mac))) return undefined;
  const valueAt = KEY_AT + view.readUInt32BE(HEAD_BYTES + MAC_BYTES);
  if (view.toString('utf8', KEY_AT, valueAt) !== key) return undefined;
  return { readAtMs: Number(digits), packed: view.subarray(valueAt) };
}

function macOf(sealed: Buffer, macKey: KeyObject): Buffer {
  return createHmac('sha256', macKey)
    .update(sealed.subarray(0, HEAD_BYTES))
    .update(sealed.subarray(HEAD_BYTES + MAC_BYTES))
    .digest();
}
