import { hkdfSync } from 'node:crypto';
import type { EncryptionKey } from './vault.ts';

/**
 * Keys of 32 bytes for one purpose, derived from the encryption keys (HKDF-SHA-256), in their order and under their ids: the first one
 * makes, every one checks. What leaks of one purpose tells nothing of another.
 */
export function deriveKeys(keys: readonly EncryptionKey[], purpose: string): readonly EncryptionKey[] {
  return keys.map(({ id, key }) => ({
    id,
    key: new Uint8Array(hkdfSync('sha256', key, '', `dbt-metadata-subgraph/${purpose}`, 32)),
  }));
}
