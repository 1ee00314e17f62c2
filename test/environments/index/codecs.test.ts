import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexPage } from '../../../src/environments/index/index-page.ts';
import { createSeveritiesBuilder, createStateBuilder } from '../../../src/environments/index/parts.ts';
import { severitiesCodec } from '../../../src/environments/index/severities-codec.ts';
import { stateCodec } from '../../../src/environments/index/state-codec.ts';
import { model, source } from '../../facts/builders.ts';
import { anyText, projectNodes } from '../../facts/relation-index/arbitrary-nodes.ts';

const head = {
  adapterType: 'snowflake',
  projectName: 'shöp\n',
  marks: {
    appliedLastUpdatedAt: '2026-01-02T00:00:00Z',
    latestGitSha: 'abc',
    definitionLastUpdatedAt: '2026-01-01T00:00:00Z',
  },
  hasCatalog: true,
};

function toList(
  rows: readonly (ReturnType<typeof model> | { uniqueId: string; severity: 'WARN' | 'ERROR' | null })[],
) {
  return { rows, hasNextPage: false, endCursor: null, totalRows: rows.length };
}

async function buildState(state: 'applied' | 'definition', ...pages: readonly IndexPage[]) {
  const builder = createStateBuilder('834', state);
  for (const page of pages) builder.add(page);
  return builder.finish();
}

describe('a state', () => {
  const page: IndexPage = {
    head,
    lists: {
      'applied.models': toList([model('orders', 'db.s.orders')]),
      'applied.sources': toList([source('raw', 'db.raw.raw')]),
      'definition.models': toList([model('planned', 'db.s.planned')]),
      'applied.tests': toList([{ uniqueId: 'test.shop.t', severity: 'WARN' }]),
    },
  };

  it('is made of the lists of its own, with the marks that the first page tells', async () => {
    const later = { ...page, head: { ...head, marks: { ...head.marks, latestGitSha: 'later' } } };
    const applied = await buildState('applied', page, later);
    expect(applied).toMatchObject({ ...head, lastUpdatedAt: '2026-01-02T00:00:00Z' });
    expect(applied.relations).toMatchObject({ environmentId: '834', adapterType: 'snowflake', size: 2 });
    const definition = await buildState('definition', page);
    expect(definition.lastUpdatedAt).toBe('2026-01-01T00:00:00Z');
    expect(definition.relations.has('model.shop.planned')).toBe(true);
    expect(definition.relations.has('model.shop.orders')).toBe(false);
  });

  it('comes back from its bytes, and weighs what its relations weigh', async () => {
    const state = await buildState('applied', page);
    const bytes = await stateCodec.encode(state);
    const found = await stateCodec.decode(bytes);
    if (found === undefined) throw new Error('The state did not come back.');
    const { relations, ...rest } = found;
    expect(rest).toEqual({ ...head, lastUpdatedAt: state.lastUpdatedAt });
    expect(relations).toMatchObject({ environmentId: '834', projectName: 'shöp\n', size: 2 });
    expect(await stateCodec.encode(found)).toEqual(bytes);
    expect(stateCodec.weigh(found, bytes)).toBe(relations.weightBytes);
  });

  it('lets the event loop turn after 500 nodes', async () => {
    const lists = { 'applied.models': toList(projectNodes(1_501)) };
    const bytes = await stateCodec.encode(await buildState('applied', { head, lists }));
    let turns = 0;
    const count = () => {
      turns += 1;
      ticking = setImmediate(count);
    };
    let ticking = setImmediate(count);
    expect((await stateCodec.decode(bytes))?.relations.size).toBe(1_501);
    clearImmediate(ticking);
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  it('bytes that are cut, damaged or something else are none', async () => {
    const bytes = await stateCodec.encode(await buildState('applied', page));
    const nodesAt = bytes.indexOf(0x0a) + 1;
    for (let length = 0; length < bytes.byteLength; length += 1) {
      expect(await stateCodec.decode(bytes.subarray(0, length))).toBeUndefined();
    }
    for (let at = nodesAt; at < bytes.byteLength; at += 1) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(await stateCodec.decode(damaged)).toBeUndefined();
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (other) => {
        expect(await stateCodec.decode(other)).toBeUndefined();
      }),
    );
  });

  it('is never made of no page', async () => {
    await expect(buildState('applied')).rejects.toThrow('at least one page');
  });
});

describe('severities', () => {
  it('are those of the tests that have one', async () => {
    const builder = createSeveritiesBuilder();
    const rows = [
      { uniqueId: 'a', severity: 'WARN' as const },
      { uniqueId: 'b', severity: null },
      { uniqueId: 'c', severity: 'ERROR' as const },
    ];
    builder.add({ head, lists: { 'applied.tests': toList(rows) } });
    builder.add({ head, lists: { 'applied.models': toList([model('orders', 'db.s.orders')]) } });
    expect([...(await builder.finish()).byTest]).toEqual([
      ['a', 'WARN'],
      ['c', 'ERROR'],
    ]);
  });

  it('come back from their bytes, whatever the ids', async () => {
    const severity = fc.constantFrom('WARN' as const, 'ERROR' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyText, severity), { maxLength: 50 }), async (entries) => {
        const byTest = new Map(entries);
        // Halves of characters are kept as JSON escapes them.
        expect(await severitiesCodec.decode(await severitiesCodec.encode({ byTest }))).toEqual({ byTest });
      }),
    );
  });

  it.each([0, 1, 999, 1_000, 1_001, 2_500])('of %i tests come back', async (count) => {
    const byTest = new Map(
      Array.from({ length: count }, (_, at) => [`test.${at}`, at % 3 === 0 ? 'ERROR' : 'WARN']),
    );
    const found = await severitiesCodec.decode(
      await severitiesCodec.encode({ byTest } as Parameters<typeof severitiesCodec.encode>[0]),
    );
    expect(found?.byTest).toEqual(byTest);
  });

  it('let the event loop turn after 1,000 tests, on the way out and in', async () => {
    const byTest = new Map(Array.from({ length: 5_000 }, (_, at) => [`test.${at}`, 'WARN' as const]));
    let turns = 0;
    const count = () => {
      turns += 1;
      ticking = setImmediate(count);
    };
    let ticking = setImmediate(count);
    const bytes = await severitiesCodec.encode({ byTest });
    expect(turns).toBeGreaterThanOrEqual(4);
    turns = 0;
    await severitiesCodec.decode(bytes);
    clearImmediate(ticking);
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  it('bytes that are cut or something else are none', async () => {
    const byTest = new Map(Array.from({ length: 1_200 }, (_, at) => [`test.${at}`, 'WARN' as const]));
    const bytes = await severitiesCodec.encode({ byTest });
    for (const length of [
      0,
      1,
      5,
      100,
      bytes.lastIndexOf(0x0a, bytes.byteLength - 2) + 1,
      bytes.byteLength - 1,
    ]) {
      expect(await severitiesCodec.decode(bytes.subarray(0, length))).toBeUndefined();
    }
    const encoder = new TextEncoder();
    for (const text of [
      '{"a":"WARN"}\n',
      '-1\n',
      '1\n[["a"]]\n',
      '1\n[["a"],[1]]\n',
      '2\n[["a"],["a"]]\n',
      'null\n',
    ]) {
      expect(await severitiesCodec.decode(encoder.encode(text)), text).toBeUndefined();
    }
  });
});
