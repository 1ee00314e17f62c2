import type { AuthConfig } from './auth-config.ts';
import { findDuplicateHeader, findHeader, type IdentityRequest } from './headers.ts';
import { isLoopback } from './loopback.ts';
import type { Anonymous, RefusalKind } from './viewer.ts';

/** Null for a request that names this server as its host, else why it is refused. */
export type HostGate = (request: IdentityRequest) => Anonymous | null;

/**
 * In none mode everybody on this machine is the admin. A web page is not: by DNS rebinding its scripts can reach loopback, but the
 * Host header then holds the page's own name. Other modes ask every caller who they are, under any name of this server.
 */
export function createHostGate(auth: AuthConfig): HostGate {
  if (auth.mode !== 'none') return () => null;
  const ownHost = auth.host.toLowerCase();
  return (request) => {
    if (findDuplicateHeader(request, ['host']) !== null) {
      return refused('duplicate_header', 'The host header was sent more than once.');
    }
    const host = hostOf(findHeader(request, 'host'));
    if (host !== null && (isLoopback(host) || host === ownHost)) return null;
    return refused('foreign_host', 'This server answers to its own name only (see the Host header).');
  };
}

function refused(kind: RefusalKind, reason: string): Anonymous {
  return { anonymous: true, kind, reason, blockedByGatewaySecret: true };
}

/** The name or address in a Host header, without port and brackets. */
function hostOf(header: string | null): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}
