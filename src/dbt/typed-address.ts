import { isIPv6 } from 'node:net';
import { toOrigin } from './allowed-hosts.ts';

export interface TypedAddress {
  /** Null where none was typed. */
  readonly protocol: 'https:' | 'http:' | null;
  /** Lower case; IPv6 in brackets. */
  readonly host: string;
  /** Digits, or empty. */
  readonly port: string;
  /** With query and fragment; starts with `/`, `?` or `#`, or is empty. */
  readonly path: string;
}

/** `INVALID_INPUT`: no address at all. `HOST_NOT_ALLOWED`: an address in a form that serves to disguise one. */
export interface AddressProblem {
  readonly code: 'INVALID_INPUT' | 'HOST_NOT_ALLOWED';
  /** Never repeats what was typed: it may be a token in the wrong field. */
  readonly message: string;
}

const MAX_LENGTH = 2048;
const EXAMPLE = 'Enter it as dbt shows it, e.g. ab123.us1.dbt.com.';

/**
 * Takes apart an address with or without scheme and path. URL parsers repair what they are given (other alphabets,
 * backslashes, short and octal numbers); here all of that is refused, so that what is checked is what is called.
 */
export function readTypedAddress(text: string): TypedAddress | AddressProblem {
  const typed = text.trim();
  if (typed === '') return invalid(`The address is empty. ${EXAMPLE}`);
  if (typed.length > MAX_LENGTH)
    return invalid(`The address is longer than ${MAX_LENGTH} characters. ${EXAMPLE}`);
  if (/[\p{C}\s\\]/u.test(typed)) {
    return invalid(`The address contains a blank, a backslash or an invisible character. ${EXAMPLE}`);
  }
  const [, scheme, authority = '', path = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)(.*)$/i.exec(typed) ?? [];
  const protocol = scheme === undefined ? null : `${scheme.toLowerCase()}:`;
  if (protocol !== null && protocol !== 'https:' && protocol !== 'http:') {
    return invalid('The address must begin with https://, or with the host itself.');
  }
  if (authority.includes('@')) return notAllowed('The address must not contain a user name or a password.');
  if (/[^!-~]|%/.test(authority)) {
    return notAllowed('The host must consist of plain letters, digits, hyphens and dots.');
  }
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(authority);
  if (parts === null) {
    return isIPv6(authority)
      ? notAllowed('An IPv6 address must stand in brackets, and on the list of allowed hosts.')
      : invalid(`The port in the address is no number. ${EXAMPLE}`);
  }
  const host = (parts[1] ?? '').toLowerCase();
  const port = parts[2] ?? '';
  if (host.endsWith('.')) return notAllowed('The host must not end with a dot.');
  if (toOrigin('https:', host, port) === null) {
    return /(^|\.)(\d+|0x[0-9a-f]*)$/.test(host) || host.startsWith('[')
      ? notAllowed('The host is a numeric address in an unusual form.')
      : invalid(`The address contains no usable host. ${EXAMPLE}`);
  }
  return { protocol, host, port, path };
}

export function isAddressProblem(address: TypedAddress | AddressProblem): address is AddressProblem {
  return 'code' in address;
}

function invalid(message: string): AddressProblem {
  return { code: 'INVALID_INPUT', message };
}

function notAllowed(message: string): AddressProblem {
  return { code: 'HOST_NOT_ALLOWED', message };
}
