import { deflateRawSync, inflateRawSync } from 'node:zlib';

const WORTH_DEFLATING = 400;

/** What the database keeps of a text: itself, or deflated where that is shorter by enough. */
export function packText(text: string): string | Uint8Array {
  return text.length < WORTH_DEFLATING ? text : deflateRawSync(text, { level: 3 });
}

export function unpackText(value: unknown): string {
  return value instanceof Uint8Array ? inflateRawSync(value).toString('utf8') : String(value);
}
