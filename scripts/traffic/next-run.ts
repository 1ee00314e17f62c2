import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DiscoveryServer } from '../../discovery/server.ts';

const ARTIFACTS = fileURLToPath(new URL('../../demo/warehouse/artifacts/834', import.meta.url));

/** The text that `marts.orders` has after a run. */
export function descriptionAfter(run: number): string {
  return `Orders, as run ${run} left them.`;
}

/** Finishes a run in environment 834: `marts.orders` has another description, and dbt's marks of change have moved. */
export async function finishRun(discovery: DiscoveryServer, run: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'next-run-'));
  try {
    cpSync(ARTIFACTS, folder, { recursive: true });
    rewrite(join(folder, 'manifest.json'), run, (manifest) => {
      manifest.nodes['model.shop.orders'].description = descriptionAfter(run);
    });
    rewrite(join(folder, 'run_results.nightly.json'), run, () => {});
    await discovery.setEnvironmentArtifacts(834, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rewrite(path: string, run: number, change: (artifact: ReturnType<typeof JSON.parse>) => void): void {
  const artifact = JSON.parse(readFileSync(path, 'utf8'));
  const minutes = String(run).padStart(2, '0');
  artifact.metadata.generated_at = `2027-01-01T00:${minutes}:00.000000Z`;
  change(artifact);
  writeFileSync(path, JSON.stringify(artifact));
}
