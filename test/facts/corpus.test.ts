import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { matchTable } from '../../src/facts/match-table.ts';
import type { IndexedNode, ResourceType } from '../../src/facts/node.ts';
import { environment } from './builders.ts';

const CORPUS = process.env.DBT_CORPUS ?? '../shared/corpus';
const SETS = [
  'whyline-denver',
  'tuva',
  'tuva/build-2023',
  'bouncer-build',
  'bouncer-fusion',
  'fivetran-shopify',
  'fivetran-shopify/redshift',
  'wmcsrp2',
  'databricks-lakehouse',
];

interface ArtifactNode {
  readonly resource_type: string;
  readonly name: string;
  readonly package_name: string;
  readonly database: string | null;
  readonly schema: string;
  readonly alias?: string;
  readonly identifier?: string;
  readonly relation_name?: string | null;
  readonly config: { readonly materialized?: string };
}
interface Manifest {
  readonly metadata: { readonly adapter_type: string };
  readonly nodes: Readonly<Record<string, ArtifactNode>>;
  readonly sources: Readonly<Record<string, ArtifactNode>>;
}
interface CatalogTable {
  readonly metadata: { readonly database: string | null; readonly schema: string; readonly name: string };
}
interface Catalog {
  readonly nodes: Readonly<Record<string, CatalogTable>>;
  readonly sources: Readonly<Record<string, CatalogTable>>;
}

const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map([
  ['model', 'MODEL'],
  ['source', 'SOURCE'],
  ['seed', 'SEED'],
  ['snapshot', 'SNAPSHOT'],
]);

if (!existsSync(CORPUS)) console.warn(`Skipped: no dbt artifacts at ${CORPUS}; set DBT_CORPUS.`);

describe.skipIf(!existsSync(CORPUS))('relations of real projects', () => {
  it.each(SETS)('%s: each table of the catalog matches its own node', (set) => {
    const manifest = readJson<Manifest>(set, 'manifest.json');
    const catalog = readJson<Catalog>(set, 'catalog.json');
    const nodes = Object.entries({ ...manifest.nodes, ...manifest.sources }).flatMap(([id, node]) =>
      toIndexedNode(id, node),
    );
    const known = new Set(nodes.map(({ uniqueId }) => uniqueId));
    // dbt sees quoting on models alone, and so does the index.
    const index = environment(manifest.metadata.adapter_type, nodes);
    const unmatched = Object.entries({ ...catalog.nodes, ...catalog.sources }).flatMap(
      ([id, { metadata }]) => {
        const match = matchTable(metadata, [index]);
        return !known.has(id) || match.candidates.some(({ node }) => node.uniqueId === id)
          ? []
          : [`${id}: ${match.reason}`];
      },
    );
    expect(unmatched).toEqual([]);
  });
});

function toIndexedNode(uniqueId: string, node: ArtifactNode): readonly IndexedNode[] {
  const resourceType = RESOURCE_TYPES.get(node.resource_type);
  if (resourceType === undefined) return [];
  return [
    {
      uniqueId,
      resourceType,
      name: node.name,
      packageName: node.package_name,
      database: node.database,
      schema: node.schema,
      identifier: node.alias ?? node.identifier ?? null,
      relationName: resourceType === 'MODEL' ? (node.relation_name ?? null) : null,
      materializedType: resourceType === 'MODEL' ? (node.config.materialized ?? null) : null,
    },
  ];
}

function readJson<Artifact>(set: string, file: string): Artifact {
  const path = join(CORPUS, set, file);
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(bytes.toString('utf8')) as Artifact;
}
