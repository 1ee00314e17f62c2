import {
  type AllowedHosts,
  isAddressLiteral,
  isDbtHost,
  mayReceiveToken,
  toOrigin,
} from './allowed-hosts.ts';
import { nearDomain } from './near-host.ts';
import { hasTokenPrefix, looksLikeToken } from './token-form.ts';
import {
  type AddressProblem,
  isAddressProblem,
  readTypedAddress,
  type TypedAddress,
} from './typed-address.ts';

/** Where one dbt account answers. */
export interface DbtHost {
  /** Host with its port, where that is not the usual one. */
  readonly apiHost: string;
  /** Base of the Admin API: an origin, without a trailing slash. */
  readonly adminUrl: string;
  readonly discoveryUrl: string;
}

export interface HostProblem extends AddressProblem {
  readonly field: 'apiHost' | 'discoveryUrl';
}

export type ParsedApiHost =
  | { readonly ok: true; readonly host: DbtHost }
  | { readonly ok: false; readonly problems: readonly HostProblem[] };

export interface ApiHostOptions {
  readonly allowedHosts: AllowedHosts;
  /** Typed by the admin where the derived one is wrong; null or left out derives it. */
  readonly discoveryUrl?: string | null;
}

/** Normalises any address that dbt shows for an account, and finds its Discovery API. Asks no network. */
export function parseApiHost(input: string, options: ApiHostOptions): ParsedApiHost {
  const { allowedHosts, discoveryUrl = null } = options;
  const problems: HostProblem[] = [];
  const admin = readAdminOrigin(input, allowedHosts);
  if (typeof admin !== 'string') problems.push({ field: 'apiHost', ...admin });

  let discovery: string | AddressProblem | null = null;
  if (discoveryUrl !== null && discoveryUrl.trim() !== '') {
    discovery = readDiscoveryUrl(discoveryUrl, allowedHosts);
    if (typeof discovery !== 'string') problems.push({ field: 'discoveryUrl', ...discovery });
  } else if (typeof admin === 'string') {
    discovery = deriveDiscoveryUrl(admin, allowedHosts);
    if (typeof discovery !== 'string') problems.push({ field: 'apiHost', ...discovery });
  }

  if (typeof admin !== 'string' || typeof discovery !== 'string') return { ok: false, problems };
  return { ok: true, host: { apiHost: new URL(admin).host, adminUrl: admin, discoveryUrl: discovery } };
}

function readAdminOrigin(input: string, allowedHosts: AllowedHosts): string | AddressProblem {
  const address = readTypedAddress(input);
  if (isAddressProblem(address)) return address;
  const account = findOrigin({ ...address, host: withoutService(address.host) }, allowedHosts);
  // On the operator's hosts a first label `metadata` may be the host's own name.
  const origin = account ?? (isDbtHost(address.host) ? null : findOrigin(address, allowedHosts));
  const isListed = origin !== null && allowedHosts.has(origin);
  if (!isListed && holdsToken(address.host)) return tokenTyped('apiHost');
  if (origin === null) return refuse(address);
  if (/^(us|eu|au|jp)\d+\.dbt\.com$/.test(new URL(origin).hostname)) {
    return {
      code: 'INVALID_INPUT',
      message: "This is the host of a region. Put the account's prefix before it, e.g. ab123.us1.dbt.com.",
    };
  }
  return origin;
}

/**
 * A name is looked up in DNS, shown and audited, so a token must not pass for one. A host on the operator's list may have
 * any name; the list takes no underscore, and no host of dbt has one.
 */
function holdsToken(host: string): boolean {
  if (isAddressLiteral(host)) return false;
  return host.split('.').some((label) => label.includes('_') || looksLikeToken(label));
}

function tokenTyped(field: HostProblem['field']): AddressProblem {
  const [holds, remedy] =
    field === 'apiHost'
      ? ['host', 'enter the access URL of your dbt account as apiHost, e.g. ab123.us1.dbt.com']
      : ['address', 'leave discoveryUrl out, or enter the Discovery URL that dbt shows'];
  return {
    code: 'INVALID_INPUT',
    message: `The ${holds} in ${field} has the form of a service token. Enter the token as serviceToken, and ${remedy}.`,
  };
}

/** dbt shows hosts of other services too (`ab123.metadata.us1.dbt.com`); they name the same account. */
function withoutService(host: string): string {
  const labels = host.split('.');
  const at = labels.findIndex((label) => label === 'metadata' || label === 'semantic-layer');
  const isService = at === 0 || (at === 1 && isDbtHost(host));
  return isService ? labels.toSpliced(at, 1).join('.') : host;
}

/** Where no scheme was typed, the operator's list may hold one for this host; https otherwise. */
function findOrigin(address: TypedAddress, allowedHosts: AllowedHosts): string | null {
  const protocols = address.protocol === null ? (['https:', 'http:'] as const) : [address.protocol];
  const origins = protocols.flatMap((protocol) => toOrigin(protocol, address.host, address.port) ?? []);
  return origins.find((origin) => mayReceiveToken(origin, allowedHosts)) ?? null;
}

function refuse(address: TypedAddress): AddressProblem {
  if (address.protocol === 'http:' && isDbtHost(address.host)) {
    return {
      code: 'HOST_NOT_ALLOWED',
      message: 'The token is sent by https only. Enter the address with https://.',
    };
  }
  const near = nearDomain(address.host);
  const reason =
    near === null
      ? "This host is neither one of dbt's own nor on the list of allowed hosts."
      : near.isExact
        ? `${near.domain} is dbt's domain, and no host of an account.`
        : `This host is not one of dbt's own, though nearly: did you mean one that ends in .${near.domain}?`;
  return {
    code: 'HOST_NOT_ALLOWED',
    message: `${reason} Enter the access URL of your dbt account, e.g. ${near?.example ?? 'ab123.us1.dbt.com'}, or have the operator add the host, with its port, to DBT_ALLOWED_HOSTS.`,
  };
}

function deriveDiscoveryUrl(adminOrigin: string, allowedHosts: AllowedHosts): string | AddressProblem {
  const { protocol, hostname, port } = new URL(adminOrigin);
  const host = deriveDiscoveryHost(hostname);
  const origin = toOrigin(protocol === 'http:' ? 'http:' : 'https:', host, port);
  if (origin !== null && mayReceiveToken(origin, allowedHosts)) return `${origin}/graphql`;
  return {
    code: 'HOST_NOT_ALLOWED',
    message: `The Discovery API of this host is expected at ${origin ?? host}, which is not on the list of allowed hosts. Have the operator add it to DBT_ALLOWED_HOSTS, or enter discoveryUrl.`,
  };
}

/** Which form a host has is settled by dbt, per generation of hosts; there is no way to ask. */
function deriveDiscoveryHost(host: string): string {
  if (isAddressLiteral(host) || host === 'localhost') return host;
  const isLegacy = host.endsWith('.getdbt.com') || host === 'emea.dbt.com' || host === 'au.dbt.com';
  if (isLegacy || !isDbtHost(host)) return `metadata.${host}`;
  const [prefix, ...rest] = host.split('.');
  return [prefix, 'metadata', ...rest].join('.');
}

function readDiscoveryUrl(input: string, allowedHosts: AllowedHosts): string | AddressProblem {
  const address = readTypedAddress(input);
  if (isAddressProblem(address)) return address;
  const origin = findOrigin(address, allowedHosts);
  const isListed = origin !== null && allowedHosts.has(origin);
  if (!isListed && holdsToken(address.host)) return tokenTyped('discoveryUrl');
  if (origin === null) return refuse(address);
  const path = address.path.replace(/\/+$/, '');
  // A proxy of the operator's may have a random path of its own.
  const isToken = isListed ? hasTokenPrefix : looksLikeToken;
  if (path.split(/[/?#&=]/).some(isToken)) return tokenTyped('discoveryUrl');
  if (path === '') return `${origin}/graphql`;
  if (!/^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+$/.test(path)) {
    return {
      code: 'INVALID_INPUT',
      message:
        'The path of the Discovery URL is not usable. It usually is /graphql, without anything after it.',
    };
  }
  return `${origin}${path}`;
}
