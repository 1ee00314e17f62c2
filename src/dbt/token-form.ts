/** `dbtc_…`, `dbtu_…` and their kin, or the same with a hyphen and at least 16 characters behind it, which no short name has. */
const TOKEN_PREFIX = /^dbt[a-z](?:_|-[a-z0-9_-]{16})/i;
const MIN_RANDOM_LENGTH = 32;
/** Changes between a letter and a digit: random text of 32 characters has about ten, a name such as `acme-data-eu-west-1` has one. */
const MIN_SWITCHES = 4;

/** Whether a label of a host or a segment of a path begins as dbt's tokens do. */
export function hasTokenPrefix(part: string): boolean {
  return TOKEN_PREFIX.test(part);
}

/** The same, or whether it is long and random, as tokens without a prefix are. */
export function looksLikeToken(part: string): boolean {
  return hasTokenPrefix(part) || (part.length >= MIN_RANDOM_LENGTH && switchesOf(part) >= MIN_SWITCHES);
}

function switchesOf(part: string): number {
  return part.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0;
}
