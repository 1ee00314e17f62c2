import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { EncryptionKey } from './vault.ts';

/** The key file is readable by others, or is no key file. Never replaced: what it encrypted would be lost with it. */
class KeyFileError extends Error {
  constructor(path: string, problem: string) {
    super(`The key file ${path} ${problem}`);
    this.name = 'KeyFileError';
  }
}

const KEY_BYTES = 32;
const OTHERS = 0o077;

/** The key that stands in the file, in the form of ENCRYPTION_KEYS (`id:base64`); the file is made when there is none. */
export function loadOrCreateKeyFile(path: string): EncryptionKey {
  try {
    return readKeyFile(path) ?? createKeyFile(path);
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    const remedy = 'Point STORE_URL at a folder that this process may write to, or set ENCRYPTION_KEYS.';
    throw new KeyFileError(path, `cannot be read or made${code}. ${remedy}`);
  }
}

function readKeyFile(path: string): EncryptionKey | null {
  const file = openIfThere(path);
  if (file === null) return null;
  try {
    if (process.platform !== 'win32' && (fstatSync(file).mode & OTHERS) !== 0) {
      throw new KeyFileError(path, 'can be read by others. Make it readable by its owner only (chmod 600).');
    }
    const [, id, base64] = /^([\w.-]+):([A-Za-z0-9+/]+={0,2})\s*$/.exec(readFileSync(file, 'utf8')) ?? [];
    const key = Buffer.from(base64 ?? '', 'base64');
    if (id === undefined || key.byteLength !== KEY_BYTES) {
      throw new KeyFileError(
        path,
        'holds no key in the form id:base64 with 32 bytes. Restore it from a backup.',
      );
    }
    return { id, key };
  } finally {
    closeSync(file);
  }
}

function createKeyFile(path: string): EncryptionKey {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `file-${randomBytes(4).toString('hex')}:${randomBytes(KEY_BYTES).toString('base64')}\n`);
    fsyncSync(file);
    // A link appears whole or not at all, and never over an existing file: of two processes that start together, one wins.
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
  const key = readKeyFile(path);
  if (key === null) throw new KeyFileError(path, 'vanished while it was being made.');
  return key;
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
