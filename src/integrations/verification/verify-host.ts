import type { AllowedHosts } from '../../dbt/allowed-hosts.ts';
import { parseApiHost } from '../../dbt/hosts.ts';
import type { ParseHost } from './verification.ts';

/** Where dbt's rules on hosts meet the input of a mutation. */
export function createHostParser(allowedHosts: AllowedHosts): ParseHost {
  return ({ apiHost, discoveryUrl }) => {
    const parsed = parseApiHost(apiHost, { discoveryUrl, allowedHosts });
    if (parsed.ok) return parsed;
    const errors = parsed.problems.map(({ code, field, message }) => ({
      code,
      field: ['input', field],
      message,
    }));
    return { ok: false, errors };
  };
}
