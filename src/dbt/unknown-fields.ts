import { OPTIONAL_FIELDS } from './operations.ts';

/** Which optional fields a host has refused so far. In memory only: a host that is upgraded is asked anew after a restart. */
export interface UnknownFields {
  of(url: string): ReadonlySet<string>;
  /** False when asking again would be in vain: no refused field is an optional one, or all were left out already. */
  learn(url: string, fields: readonly string[], leftOut: ReadonlySet<string>): boolean;
}

export function createUnknownFields(): UnknownFields {
  const byUrl = new Map<string, Set<string>>();
  const none: ReadonlySet<string> = new Set();
  return {
    of: (url) => byUrl.get(url) ?? none,
    learn(url, fields, leftOut) {
      const optional = fields.filter((field) => (OPTIONAL_FIELDS as readonly string[]).includes(field));
      byUrl.set(url, new Set([...(byUrl.get(url) ?? none), ...optional]));
      return optional.some((field) => !leftOut.has(field));
    },
  };
}
