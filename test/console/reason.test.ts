import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitReason } from '../../console/src/text/reason.ts';

const asked = { database: 'warehouse', schema: 'scratch', name: 'customers' };

describe('a reason of the graph', () => {
  it('has links to the relations it names, and none to the one that was asked', () => {
    const reason =
      'No dbt node has the relation `warehouse.scratch.customers`. `customers` is `warehouse.marts.customers` of model `customers` (model.shop.customers).';
    expect(splitReason(reason, asked)).toEqual([
      { kind: 'words', text: 'No dbt node has the relation ' },
      { kind: 'name', text: 'warehouse.scratch.customers' },
      { kind: 'words', text: '. ' },
      { kind: 'name', text: 'customers' },
      { kind: 'words', text: ' is ' },
      {
        kind: 'relation',
        text: 'warehouse.marts.customers',
        relation: { database: 'warehouse', schema: 'marts', name: 'customers' },
      },
      { kind: 'words', text: ' of model ' },
      { kind: 'name', text: 'customers' },
      { kind: 'words', text: ' (model.shop.customers).' },
    ]);
  });

  it('links what differs from the asked relation by case alone', () => {
    const pieces = splitReason('See `warehouse.scratch.CUSTOMERS`.', asked);
    expect(pieces[1]?.kind).toBe('relation');
  });

  it('keeps a backtick that is never closed as a letter', () => {
    expect(splitReason('a ` b.c')).toEqual([
      { kind: 'words', text: 'a ' },
      { kind: 'words', text: '` b.c' },
    ]);
  });

  it('loses no letter', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[`. ab]*$/), (reason) => {
        const told = splitReason(reason).map(({ kind, text }) => (kind === 'words' ? text : `\`${text}\``));
        expect(told.join('')).toBe(reason);
      }),
    );
  });
});
