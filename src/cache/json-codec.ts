import type { Codec } from './entry.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Objects weigh about three times their JSON. */
const BYTES_PER_JSON_BYTE = 3;

/** Values as JSON; `isValue` says whether what was found has the shape of what is read. */
export function createJsonCodec<Value>(isValue: (value: unknown) => value is Value): Codec<Value> {
  return {
    encode: (value) => encoder.encode(JSON.stringify(value)),
    decode(bytes) {
      try {
        const value: unknown = JSON.parse(decoder.decode(bytes));
        return isValue(value) ? value : undefined;
      } catch {
        return undefined;
      }
    },
    weigh: (_value, bytes) => bytes.byteLength * BYTES_PER_JSON_BYTE,
  };
}
