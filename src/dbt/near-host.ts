import leven from 'leven';

/** dbt's own domains, each with a host as dbt shows one. */
const DOMAINS = [
  ['getdbt.com', 'cloud.getdbt.com'],
  ['dbt.com', 'ab123.us1.dbt.com'],
] as const;

/** The domain of dbt's that a host's own domain is, or was probably meant to be: one letter is wrong, missing, too many or swapped with the next. */
export function nearDomain(
  host: string,
): { readonly domain: string; readonly example: string; readonly isExact: boolean } | null {
  const own = host.split('.').slice(-2).join('.');
  for (const [domain, example] of DOMAINS) {
    if (isOneSlip(own, domain)) return { domain, example, isExact: own === domain };
  }
  return null;
}

function isOneSlip(typed: string, meant: string): boolean {
  const distance = leven(typed, meant);
  // Two letters swapped are two edits.
  return distance <= 1 || (distance === 2 && sorted(typed) === sorted(meant));
}

function sorted(text: string): string {
  return [...text].sort().join('');
}
