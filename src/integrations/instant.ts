/** An instant as it is stored and shown: RFC 3339 text in UTC. */
export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
