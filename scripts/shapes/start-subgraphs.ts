import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapted } from '../../src/adapt/adapt.ts';
import type { OwnerText } from '../../src/adapt/read-owner.ts';
import { servedNames } from '../../src/mapping/served-names.ts';
import { type Dbt, startConnected } from './dbt-subgraph.ts';
import type { Relation } from './owner/relations.ts';
import type { EntityTypes } from './owner/resolvers.ts';
import { serveOwner } from './owner/serve-owner.ts';

export interface Federation {
  /** One subgraph each. */
  readonly owners: readonly OwnerText[];
  readonly adapted: Adapted;
  readonly relations: readonly Relation[];
}

interface Served {
  readonly name: string;
  readonly url: string;
}

const ALL_ENVIRONMENTS = ['834', '912'];

/** Which types of an owner are tables and columns. */
export function entityTypes({ mapping }: Adapted): EntityTypes {
  return {
    tables: mapping.tables.map(({ typeName }) => typeName),
    columns: mapping.columns.map(({ typeName }) => typeName),
  };
}

/** The accounts that a mapping knows, and the environments of each; null where it does not choose. */
export function accountsOf({ mapping }: Adapted): ReadonlyMap<string, readonly string[]> | null {
  return mapping.tables[0].environments?.environmentIds ?? null;
}

/** Subgraphs that run: the owner's, and the one that is adapted to it. What is started is added to `running`, which the caller ends. */
export async function startSubgraphs(
  { owners, adapted, relations }: Federation,
  { dbt, folder }: { readonly dbt: Dbt; readonly folder: string },
  running: { stop(): Promise<void> }[],
): Promise<readonly Served[]> {
  const mappingPath = join(folder, 'entity-mapping.yaml');
  await writeFile(mappingPath, adapted.mappingText);
  const subgraph = await startConnected(dbt, {
    environmentIds: ALL_ENVIRONMENTS,
    mappingPath,
    configureField: servedNames(adapted.mapping).field('Mutation', 'configureDbtIntegration'),
  });
  running.push(subgraph);
  const served: Served[] = [];
  for (const { name, text } of owners) {
    const owner = await serveOwner(text, relations, entityTypes(adapted));
    running.push(owner);
    served.push({ name, url: owner.url });
  }
  return [...served, { name: 'dbt', url: `${subgraph.url}/graphql` }];
}
