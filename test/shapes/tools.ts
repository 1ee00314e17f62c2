import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDbt } from '../../scripts/shapes/dbt-subgraph.ts';
import { createFactSource } from '../../scripts/shapes/expected.ts';
import type { TrialTools } from '../../scripts/shapes/try-owner.ts';
import { GATEWAY_KINDS } from '../support/gateways.ts';

/** What owners are tried with: the demo's artifacts, and both gateways. */
export async function openTools(): Promise<TrialTools & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'shapes-'));
  const dbt = await startDbt();
  const facts = createFactSource(dbt);
  return {
    dbt,
    facts,
    folder,
    gateways: GATEWAY_KINDS,
    async [Symbol.asyncDispose]() {
      await facts.stop();
      await dbt.server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
