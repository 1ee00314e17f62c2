import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { adaptOwners } from '../../scripts/shapes/adapt-owner.ts';
import { startConnected, startDbt } from '../../scripts/shapes/dbt-subgraph.ts';
import { readOwner } from '../../scripts/shapes/owners.ts';
import { type Project, writeArtifacts } from '../support/artifact-folder.ts';
import { ask, type Parsed } from '../support/ask.ts';

export interface AdaptedSubgraph extends AsyncDisposable {
  /** Match and node of each reference, as `status`, `reason` and `node`. */
  matches(representations: readonly Readonly<Record<string, unknown>>[]): Promise<readonly Match[]>;
}

interface Match {
  readonly status: string;
  readonly reason: string;
  readonly node: string | null;
}

/** The subgraph with the mapping that `adapt` writes for one of the owners, over small projects; environments are 1, 2, … */
export async function startAdapted(
  owner: string,
  projects: readonly Project[],
  args: readonly string[] = [],
): Promise<AdaptedSubgraph> {
  const adapted = await adaptOwners([{ name: owner, text: readOwner(owner) }], args);
  if (adapted.kind === 'refused') throw new Error(adapted.report.join('\n'));
  await using parts = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'mapping-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const mappingPath = join(folder, 'entity-mapping.yaml');
  writeFileSync(mappingPath, adapted.mappingText);
  const artifacts = projects.map((project) => parts.use(writeArtifacts(project)));
  const environments = artifacts.map(({ artifactsPath }, position) => ({ id: position + 1, artifactsPath }));
  const dbt = await startDbt(environments);
  parts.defer(() => dbt.server.close());
  const subgraph = await startConnected(dbt, {
    environmentIds: environments.map(({ id }) => String(id)),
    mappingPath,
  });
  parts.defer(() => subgraph.stop());

  const fragments = adapted.mapping.tables
    .map(({ typeName }) => `... on ${typeName} { dbt { match { status reason } node { uniqueId } } }`)
    .join(' ');
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fragments} } }`;
  const opened = parts.move();
  return {
    async matches(representations) {
      const { body } = await ask(`${subgraph.url}/graphql`, query, { representations });
      expect(body.errors).toBeUndefined();
      return body.data._entities.map(({ dbt: { match, node } }: Parsed) => ({
        ...match,
        node: node?.uniqueId ?? null,
      }));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
