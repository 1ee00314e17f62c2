import { createHmac } from 'node:crypto';

/** Names the host and token of a call, for the budget and the circuit. */
export type CallKey = (call: { readonly discoveryUrl: string; readonly serviceToken: string }) => string;

/**
 * Keyed, so that the names may stand on a server that replicas share: without the key no guess of a token can be tested against them.
 * The first key makes the names; replicas with another first key count apart until they share it.
 */
export function createCallKey(keys: readonly { readonly key: Uint8Array }[]): CallKey {
  const [first] = keys;
  if (first === undefined) throw new Error('At least one key is needed to name calls.');
  return ({ discoveryUrl, serviceToken }) =>
    createHmac('sha256', first.key).update(`${discoveryUrl}\u0000${serviceToken}`).digest('hex').slice(0, 32);
}
