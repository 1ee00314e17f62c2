import { readFileSync } from 'node:fs';

/** The demo's artifacts as files, read past every reader of the product: what answers are held against. */

interface ManifestNode {
  readonly description: string;
  readonly columns: Readonly<Record<string, { readonly description: string }>>;
}

interface RunResult {
  readonly unique_id: string;
  readonly status: string;
  readonly timing: readonly { readonly name: string; readonly completed_at: string }[];
}

export function manifestNode(environment: '834' | '912', uniqueId: string): ManifestNode {
  const { nodes, sources } = read(environment, 'manifest.json');
  const node: ManifestNode | undefined = nodes[uniqueId] ?? sources[uniqueId];
  if (node === undefined) throw new Error(`The demo has no ${uniqueId}`);
  return node;
}

/** When a node's execution in one of the demo's run results ended, as an instant to the millisecond. */
export function executedAt(environment: '834' | '912', run: string, uniqueId: string): string {
  const results: readonly RunResult[] = read(environment, `run_results.${run}.json`).results;
  const result = results.find(({ unique_id }) => unique_id === uniqueId);
  const completedAt = result?.timing.find(({ name }) => name === 'execute')?.completed_at;
  if (completedAt === undefined) throw new Error(`${run} did not execute ${uniqueId}`);
  return toInstant(completedAt);
}

/** The newest row that the freshness check of a source saw. */
export function maxLoadedAt(environment: '834' | '912', uniqueId: string): string {
  const results: readonly { unique_id: string; max_loaded_at: string }[] = read(
    environment,
    'sources.json',
  ).results;
  const found = results.find(({ unique_id }) => unique_id === uniqueId);
  if (found === undefined) throw new Error(`${uniqueId} was not checked`);
  return toInstant(found.max_loaded_at);
}

function toInstant(text: string): string {
  return new Date(text).toISOString();
}

function read(environment: string, file: string): ReturnType<typeof JSON.parse> {
  const url = new URL(`../../demo/warehouse/artifacts/${environment}/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}
