import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeColumns, sortColumns, uniteColumns } from '../../src/facts/merge-columns.ts';
import { column } from './builders.ts';

describe('columns of a builder beside sources', () => {
  it('take each blank text from the first source that has one, and nothing else', () => {
    const own = [
      column('id', { description: 'own' }),
      column('name', { description: ' ', index: 2 }),
      column('a'),
    ];
    const first = [column('ID', { description: 'of a source' }), column('NAME', { description: '' })];
    const second = [column('name', { description: 'second', index: 9, dataType: 'TEXT' }), column('extra')];
    expect(describeColumns(own, [first, second])).toEqual([
      column('id', { description: 'own' }),
      column('name', { description: 'second', index: 2 }),
      column('a'),
    ]);
  });

  it('take nothing from two columns of a source that differ only by case', () => {
    const twins = [column('ID', { description: 'a' }), column('iD', { description: 'b' })];
    expect(describeColumns([column('id')], [twins])).toEqual([column('id')]);
    expect(describeColumns([column('ID')], [twins])[0]?.description).toBe('a');
  });
});

describe('columns of several sources', () => {
  it('are those of all, each fact from the first that has it', () => {
    const first = [column('id', { dataType: 'INT', tags: [], meta: {} })];
    const second = [
      column('ID', { description: 'key', dataType: 'BIGINT', index: 1, tags: ['pii'], meta: { a: 1 } }),
      column('late', { index: 2 }),
    ];
    expect(uniteColumns([first, second])).toEqual([
      column('id', { description: 'key', dataType: 'INT', index: 1, tags: ['pii'], meta: { a: 1 } }),
      column('late', { index: 2 }),
    ]);
  });

  it('are the columns of the one that has a catalog, where the other has none', () => {
    const columns = [column('id'), column('name')];
    expect(uniteColumns([[], columns])).toBe(columns);
    expect(uniteColumns([columns, []])).toBe(columns);
    expect(uniteColumns([[], []])).toEqual([]);
  });

  it('any number of equal lists are that list', () => {
    const name = fc.stringMatching(/^[a-z]{1,4}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.integer({ min: 1, max: 4 }), (names, times) => {
        const columns = names.map((one, index) => column(one, { index, description: `about ${one}` }));
        expect(uniteColumns(Array.from({ length: times }, () => columns))).toEqual(columns);
      }),
    );
  });
});

it('the order of the catalog is that of positions; columns without one keep their places behind', () => {
  const columns = [column('b', { index: 2 }), column('x'), column('a', { index: 1 }), column('y')];
  expect(sortColumns(columns).map(({ name }) => name)).toEqual(['a', 'b', 'x', 'y']);
});
