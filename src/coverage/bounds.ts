/** Tables of one tenant that are remembered. */
export const MAX_TABLES = 10_000;
/** So many more are let in before those that are asked for least are looked for. */
const SLACK = 2000;
/** Of what the process may keep in memory, all tenants together. */
const SHARE_OF_MEMORY = 1 / 8;

export function boundsWithin(memoryBytes: number) {
  return { maxTables: MAX_TABLES, slack: SLACK, maxBytes: memoryBytes * SHARE_OF_MEMORY };
}
