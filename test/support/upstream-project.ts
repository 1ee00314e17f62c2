import type { CheckedSource, FreshnessCheck, Project } from './artifact-folder.ts';
import { DAILY, type Fields, type ManifestNode, model, source } from './artifact-nodes.ts';

/** Small projects whose tables are made of each other, for tests of what is upstream of them. */

/** Every successful run of these projects, and every check of their sources. */
const RAN_AT = '2026-11-26T04:00:00.000Z';
export const CHECKED_AT = '2026-11-26T06:00:00.000Z';

/** A source of the group `raw` in `wh.raw` that is to be loaded every day. */
export function dailySource(name: string, fields: Fields = {}): ManifestNode {
  return source('raw', `wh.raw.${name}`, { freshness: DAILY, ...fields });
}

/** What a node is made of, as a field of it. */
export function from(...parents: readonly (ManifestNode | string)[]): Fields {
  return {
    depends_on: {
      nodes: parents.map((parent) => (typeof parent === 'string' ? parent : parent.unique_id)),
    },
  };
}

/** A model of `wh.marts`. */
export function mart(name: string, ...parents: readonly (ManifestNode | string)[]): ManifestNode {
  return model(`wh.marts.${name}`, { description: `About ${name}`, ...from(...parents) });
}

/** Models `first_0`, `first_1`, … each made of the one before, the first of `root`. */
export function chainOf(first: string, length: number, root: ManifestNode): readonly ManifestNode[] {
  const nodes: ManifestNode[] = [];
  for (let number = 0; number < length; number += 1)
    nodes.push(mart(`${first}_${number}`, nodes.at(-1) ?? root));
  return nodes;
}

/** A run in which these nodes succeeded, but for those that `results` says otherwise of. */
export function builtAll(nodes: readonly ManifestNode[], results: Readonly<Record<string, string>> = {}) {
  const built = nodes.filter(({ resource_type }) => /^(model|seed|snapshot)$/.test(resource_type));
  const succeeded = built.map(({ unique_id }) => [unique_id, 'success']);
  return { command: 'build', at: RAN_AT, results: { ...Object.fromEntries(succeeded), ...results } };
}

/** A check of sources, by their names: when the newest row was loaded, with the verdict where it is not `pass`. */
export function checked(results: Readonly<Record<string, string | CheckedSource>>): FreshnessCheck {
  return {
    at: CHECKED_AT,
    results: Object.fromEntries(
      Object.entries(results).map(([name, result]) => [
        `source.shop.raw.${name}`,
        typeof result === 'string' ? { status: 'pass', maxLoadedAt: result } : result,
      ]),
    ),
  };
}

/** A project that has built all of its nodes. */
export function project(nodes: readonly ManifestNode[], ...checks: readonly FreshnessCheck[]): Project {
  return { nodes, runs: [builtAll(nodes)], checks };
}
