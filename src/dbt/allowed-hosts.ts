import ipaddr from 'ipaddr.js';

/**
 * The operator's list of hosts that may be given a token besides dbt's own, as origins (`https://dbt.example.com`,
 * `http://localhost:4010`). An origin is compared whole: another scheme or port is another host.
 */
export type AllowedHosts = ReadonlySet<string>;

/** An entry of the list as an origin; https where no scheme is written. Null when it is no host. */
export function parseAllowedHost(entry: string): string | null {
  const match = /^(?:(https?):\/\/)?(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?\/?$/i.exec(entry.trim());
  if (match === null) return null;
  const [, scheme = 'https', host = '', port] = match;
  return toOrigin(scheme.toLowerCase() === 'http' ? 'http:' : 'https:', host.toLowerCase(), port ?? '');
}

/**
 * `host` in lower case, IPv6 in brackets; `port` as digits or empty. Null for a host that is no plain name or
 * address: numbers in octal, hexadecimal or short form, empty or overlong labels, a trailing dot.
 */
export function toOrigin(protocol: 'http:' | 'https:', host: string, port: string): string | null {
  if (!isHostName(host) && !isAddressLiteral(host)) return null;
  if (port !== '' && (Number(port) < 1 || Number(port) > 65_535)) return null;
  return new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`).origin;
}

/** An IPv4 address in its usual form, or an IPv6 address in brackets. */
export function isAddressLiteral(host: string): boolean {
  if (host.startsWith('[')) {
    const address = host.slice(1, -1);
    return host.endsWith(']') && !address.includes('%') && ipaddr.IPv6.isValid(address);
  }
  return ipaddr.IPv4.isValidFourPartDecimal(host) && !/(^|\.)0\d/.test(host);
}

/** Letters, digits and hyphens in labels, the last of which is no number: URL parsers read such a host as an address. */
function isHostName(host: string): boolean {
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  return (
    host.length <= 253 &&
    labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label)) &&
    !/^(\d+|0x[0-9a-f]*)$/.test(last)
  );
}

/** dbt's own domains; what else ends in these letters (`evildbt.com`, `dbt.com.evil.com`) is not among them. */
export function isDbtHost(host: string): boolean {
  return host.endsWith('.dbt.com') || host.endsWith('.getdbt.com');
}

/** Whether a token may be sent there: to dbt's own domains by https, or to what the operator listed. */
export function mayReceiveToken(origin: string, allowedHosts: AllowedHosts): boolean {
  const { protocol, hostname } = new URL(origin);
  return allowedHosts.has(origin) || (protocol === 'https:' && isDbtHost(hostname));
}
