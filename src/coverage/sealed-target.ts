import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { RelationTarget } from '../loaders/table-target.ts';

/** 128 bits in base64url. */
const MAC_BYTES = 16;
const MAC_LENGTH = 22;

const fields = z.tuple([
  z.string().nullable(),
  z.string(),
  z.string(),
  z.array(z.string()).nullable(),
  z.string().nullable(),
]);

/**
 * A relation as a text that stands in a store which others may write to: an HMAC over tenant and names, then the names as JSON. A text that was
 * made up, or taken from another tenant, does not open.
 */
export function sealTarget(tenant: string, target: RelationTarget, key: KeyObject): string {
  const { database, schema, name } = target.relation;
  const [environmentIds, reason] =
    target.kind === 'none' ? [null, target.reason] : [target.environmentIds, null];
  const json = JSON.stringify([database, schema, name, environmentIds, reason]);
  return macOf(tenant, json, key) + json;
}

/** Undefined for a text that no one of these keys has sealed for the tenant. */
export function openTarget(
  tenant: string,
  sealed: string,
  keys: readonly KeyObject[],
): RelationTarget | undefined {
  const mac = Buffer.from(sealed.slice(0, MAC_LENGTH));
  const json = sealed.slice(MAC_LENGTH);
  const isOurs = (key: KeyObject) => {
    const own = Buffer.from(macOf(tenant, json, key));
    return own.byteLength === mac.byteLength && timingSafeEqual(own, mac);
  };
  if (!keys.some(isOurs)) return undefined;
  const parsed = fields.safeParse(JSON.parse(json));
  if (!parsed.success) return undefined;
  const [database, schema, name, environmentIds, reason] = parsed.data;
  const relation = { database, schema, name };
  return reason === null
    ? { kind: 'relation', relation, environmentIds }
    : { kind: 'none', reason, relation };
}

function macOf(tenant: string, json: string, key: KeyObject): string {
  const mac = createHmac('sha256', key).update(`${tenant.length}.${tenant}${json}`).digest();
  return mac.subarray(0, MAC_BYTES).toString('base64url');
}
