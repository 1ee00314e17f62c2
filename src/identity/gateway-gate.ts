import { hash, timingSafeEqual } from 'node:crypto';
import { findHeader, type IdentityRequest } from './headers.ts';

/** Whether a request came through the gateway. */
export type GatewayGate = (request: IdentityRequest) => boolean;

/** Open where no secret is configured. */
export function createGatewayGate(secrets: readonly string[] | null): GatewayGate {
  if (secrets === null) return () => true;
  const expected = secrets.map(digest);
  return (request) => {
    const given = findHeader(request, 'x-gateway-secret');
    if (given === null) return false;
    const actual = digest(given);
    // Every secret is compared, so that the time taken does not tell which one came near.
    return expected.map((secret) => timingSafeEqual(secret, actual)).includes(true);
  };
}

/** Digests have one length, which a comparison in constant time needs. */
function digest(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
