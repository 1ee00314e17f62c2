import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render, renderingOf } from '../../../src/facts/relation-index/rendered-names.ts';
import { anyText } from './arbitrary-nodes.ts';

const parts = { database: 'd', schema: 's', identifier: 'n' };

describe('rendered names', () => {
  it.each(['"d"."s"."n"', '`d`.`s`.`n`', 'd.s.n', '"s"."n"', '`s`.`n`', 's.n', '`d.s.n`', '[d].[s].[n]'])(
    '%s is rendered from its parts, whichever way is tried first',
    (relationName) => {
      for (let likely = 0; likely < 8; likely += 1) {
        const rendering = renderingOf({ ...parts, relationName }, likely);
        expect(rendering === null ? null : render(rendering, parts)).toBe(relationName);
      }
    },
  );

  it.each(['D.s.n', 'd.s."n"', 'n', '', '"d"."s"."n" '])('%s is not', (relationName) => {
    expect(renderingOf({ ...parts, relationName })).toBeNull();
  });

  it('there is none without a name', () => {
    expect(renderingOf({ ...parts, relationName: null })).toBeNull();
  });

  it('whatever way is found gives the very name', () => {
    const one = fc.option(anyText, { nil: null });
    fc.assert(
      fc.property(one, one, one, fc.nat(7), (database, schema, identifier, way) => {
        const any = { database, schema, identifier };
        const relationName = render(way, any);
        expect(render(renderingOf({ ...any, relationName }) ?? -1, any)).toBe(relationName);
      }),
    );
  });
});
