import type { LookupAddress } from 'node:dns';
import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { type AllowedHosts, mayReceiveToken } from './allowed-hosts.ts';
import { HostRefusedError } from './host-refused.ts';
import { isPublicAddress } from './public-address.ts';

export interface GuardedAgentOptions {
  readonly allowedHosts: AllowedHosts;
  /** All addresses of a name; the system's resolver when left out. */
  readonly lookup?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Certificate authorities, PEM; Node's own when left out. */
  readonly ca?: string;
}

const CONNECTIONS_PER_ORIGIN = 16;
const CONNECT_TIMEOUT_MS = 3000;
const KEEP_ALIVE_MS = 30_000;

/**
 * Connects only where a token may be sent, whatever URL a stored record holds and whatever its name resolves to by now.
 * The socket gets the very addresses that were checked, so a second, different answer of the name server changes nothing.
 * Refusals reach the caller as a HostRefusedError. Redirects are not followed by undici itself.
 */
export function createGuardedAgent(options: GuardedAgentOptions): Agent {
  const { allowedHosts, lookup = (hostname) => dnsLookup(hostname, { all: true }), ca } = options;
  const base = {
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    ...(ca === undefined ? {} : { ca }),
  };
  const connectAnywhere = buildConnector({ ...base, lookup: toLookup(lookup, () => true) });
  const connectPublic = buildConnector({ ...base, lookup: toLookup(lookup, isPublicAddress) });

  return new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: (target, callback) => {
      const { origin } = new URL(`${target.protocol}//${target.host ?? target.hostname}`);
      if (allowedHosts.has(origin)) return connectAnywhere(target, callback);
      if (!mayReceiveToken(origin, allowedHosts)) {
        return callback(
          new HostRefusedError("is neither one of dbt's own hosts nor on the list of allowed hosts"),
          null,
        );
      }
      // An address in place of a name is connected to without any look-up.
      if (isIP(target.hostname) !== 0) {
        return callback(new HostRefusedError('is an address that is not on the list of allowed hosts'), null);
      }
      return connectPublic(target, callback);
    },
  });
}

/** One address that is not public is enough to refuse them all: the name is under somebody's control who may choose. */
function toLookup(
  lookup: NonNullable<GuardedAgentOptions['lookup']>,
  isAllowed: (address: string) => boolean,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) {
          const why = first === undefined ? 'has no address' : 'resolves to an address that is not public';
          callback(new HostRefusedError(why), '');
        } else if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };
}
