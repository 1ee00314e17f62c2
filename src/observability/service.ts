import { readFileSync } from 'node:fs';

/** What log lines and spans call this program. */
export const SERVICE_NAME = 'dbt-metadata-subgraph';

/** Of this program. */
export const VERSION = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(text);
  return version;
}
