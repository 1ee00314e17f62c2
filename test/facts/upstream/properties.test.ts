import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArbitraryEnvironment, anyEnvironments, toProjectNode } from './arbitrary-projects.ts';
import { createNaive } from './naive-upstream.ts';
import { compute, environment } from './projects.ts';

function idsOf(environments: readonly ArbitraryEnvironment[]) {
  return environments.flatMap(({ nodes }, at) => {
    const ids = new Set(nodes.flatMap(({ id, parents }) => [id, ...(parents ?? [])]));
    return [...ids].map((id) => ({ at, id }));
  });
}

function expectSame(environments: readonly ArbitraryEnvironment[]): void {
  const built = environments.map(({ nodes }, at) => environment(String(at), nodes.map(toProjectNode)));
  const { upstreams } = compute(built);
  const naive = createNaive(
    environments,
    built.map(({ relations }) => relations),
  );
  for (const { at, id } of idsOf(environments)) {
    const found = upstreams.of(String(at), id);
    const expected = naive(at, id);
    expect(found === null, `${at} ${id}`).toBe(expected === null);
    if (found === null || expected === null) continue;
    const { dataAsOf, sourceStatus, sourceCount, unknownSources, health, reason } = found;
    const all = found.sources(1_000);
    expect({
      dataAsOf,
      sourceStatus,
      sourceCount,
      unknownSources,
      sources: all.map((one) => `${one.environmentId} ${one.node.uniqueId}`),
      failing: found.failing.map((one) => `${one.environmentId} ${one.node.uniqueId} ${one.distance}`),
      inError: health.inError?.nearest ?? null,
      warning: health.warning?.nearest ?? null,
      longestUnchecked: health.longestUnchecked?.source ?? null,
      isUntold: health.unknownReason !== null,
    }).toEqual(expected);
    for (const first of [0, 3, 20, 21]) expect(found.sources(first)).toEqual(all.slice(0, first));
    expect(health.inError?.count ?? 0).toBe(all.filter(({ status }) => status === 'ERROR').length);
    expect(health.warning?.count ?? 0).toBe(all.filter(({ status }) => status === 'WARN').length);
    expect(reason === null).toBe(dataAsOf !== null && unknownSources === 0 && !expected.isUntold);
  }
}

describe('upstream of any project', () => {
  it('is what a walk from each node finds', () => {
    const small = anyEnvironments({ ids: 8, leastNodes: 0, mostNodes: 40, mostParents: 4, environments: 3 });
    fc.assert(fc.property(small, expectSame), { numRuns: 300 });
  });

  it('is so too where more is upstream than is kept at hand', () => {
    const large = anyEnvironments({
      ids: 120,
      leastNodes: 420,
      mostNodes: 500,
      mostParents: 8,
      environments: 2,
    });
    fc.assert(fc.property(large, expectSame), { numRuns: 3 });
  });
});
