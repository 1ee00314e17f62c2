import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/**
 * Encrypts what stands in a cache file (AES-256-GCM). Each file has a data key of its own, drawn at random, which stands in the file
 * sealed under the first of the process's keys: when these change, one small record is sealed anew and every entry stays readable.
 */
export interface Sealer {
  /** An entry is looked up by this: a keyed hash of its whole key, which tells nothing of it. */
  nameOf(key: string): Uint8Array;
  /** Sealed bytes open only under the same name and with the same time: what was moved there from elsewhere does not. */
  seal(plain: readonly Uint8Array[], name: Uint8Array, readAtMs: number): Uint8Array;
  /** Undefined for bytes that were altered, moved, or sealed under another key. */
  open(sealed: Uint8Array, name: Uint8Array, readAtMs: number): Buffer | undefined;
}

const KEY_BYTES = 32;
const ALGORITHM = 'aes-256-gcm';
/** The size GCM is specified for; random ones stay safe for some four thousand million encryptions, more than one file sees. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = IV_BYTES + TAG_BYTES;
const DATA_KEY_PLACE = Buffer.from('data key of a cache file');

export function createSealer(dataKey: Uint8Array): Sealer {
  const nameKey = subkey(dataKey, 'names');
  const valueKey = subkey(dataKey, 'values');
  return {
    // As JSON, since UTF-8 takes all halves of surrogate pairs for one letter.
    nameOf: (key) => createHmac('sha256', nameKey).update(JSON.stringify(key)).digest(),
    seal: (plain, name, readAtMs) => seal(valueKey, plain, placeOf(name, readAtMs)),
    open: (sealed, name, readAtMs) => open(valueKey, sealed, placeOf(name, readAtMs)),
  };
}

export function createDataKey(): Uint8Array {
  return randomBytes(KEY_BYTES);
}

/** `processKey` is one of the process's keys. */
export function sealDataKey(dataKey: Uint8Array, processKey: Uint8Array): Uint8Array {
  return seal(subkey(processKey, 'disk'), [dataKey], DATA_KEY_PLACE);
}

export function openDataKey(sealed: Uint8Array, processKey: Uint8Array): Uint8Array | undefined {
  return open(subkey(processKey, 'disk'), sealed, DATA_KEY_PLACE);
}

function placeOf(name: Uint8Array, readAtMs: number): Buffer {
  const place = Buffer.allocUnsafe(name.byteLength + 8);
  place.set(name);
  place.writeDoubleBE(readAtMs, name.byteLength);
  return place;
}

function seal(key: KeyObject, plain: readonly Uint8Array[], place: Buffer): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(place);
  const ciphertext = plain.map((part) => cipher.update(part));
  cipher.final();
  return Buffer.concat([iv, cipher.getAuthTag(), ...ciphertext]);
}

function open(key: KeyObject, sealed: Uint8Array, place: Buffer): Buffer | undefined {
  if (sealed.byteLength < HEAD_BYTES) return undefined;
  const iv = sealed.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(place);
  decipher.setAuthTag(sealed.subarray(IV_BYTES, HEAD_BYTES));
  const plain = decipher.update(sealed.subarray(HEAD_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

/** An object, since bytes would be made one with each call, which takes longer than the call. */
function subkey(key: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', key, '', `cache/${purpose}`, KEY_BYTES)));
}
