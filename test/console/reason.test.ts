import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReasonPiece, relationsIn, splitReason } from '../../console/src/text/reason.ts';
import { type RelationName, readRelation, writeRelation } from '../../console/src/text/relation.ts';
import { describeNearMiss } from '../../src/facts/near-miss/describe-near-miss.ts';
import type { IndexedNode } from '../../src/facts/node.ts';
import { environment, model } from '../facts/builders.ts';

const scratch = toRelation('warehouse.scratch.customers');

describe('a reason of the graph', () => {
  it('has links to the relations it names, and none to the one that was asked', () => {
    const reason =
      'No dbt node has the relation `warehouse.scratch.customers`. `customers` is `warehouse.marts.customers` of model `customers` (model.shop.customers).';
    expect(splitReason(reason, scratch)).toEqual([
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
    const pieces = splitReason('See `warehouse.scratch.CUSTOMERS`.', scratch);
    expect(pieces[1]?.kind).toBe('relation');
  });

  it.each([
    ['another schema', 'db.scratch.orders', ['db.marts.orders'], { marts: 'db.marts.orders' }],
    [
      'several other schemas',
      'db.scratch.orders',
      ['db.marts.orders', 'db.raw.orders', 'db.stage.orders'],
      { marts: 'db.marts.orders', raw: 'db.raw.orders', stage: 'db.stage.orders' },
    ],
    ['another database', 'prod.marts.orders', ['dev.marts.orders'], { dev: 'dev.marts.orders' }],
    [
      'another place',
      'x.y.orders',
      ['dev.marts.orders', 'dev.raw.orders'],
      { 'dev.marts.orders': 'dev.marts.orders', 'dev.raw.orders': 'dev.raw.orders' },
    ],
    ['a name like it', 'db.marts.order', ['db.marts.orders'], { orders: 'db.marts.orders' }],
    [
      'several names like it',
      'db.marts.orderz',
      ['db.marts.orders', 'db.marts.ordera'],
      { ordera: 'db.marts.ordera', orders: 'db.marts.orders' },
    ],
  ])('leads to near misses in %s, by the sentences that the matcher makes', (_, asked, built, links) => {
    const pieces = splitReason(explain(asked, built), toRelation(asked));
    expect(linksOf(pieces)).toEqual(links);
  });

  it('leads nowhere where nothing comes near', () => {
    const pieces = splitReason(
      explain('db.marts.orders', ['db.marts.stg_payments']),
      toRelation('db.marts.orders'),
    );
    expect(linksOf(pieces)).toEqual({});
  });

  it('names each relation it leads to once', () => {
    const reason = 'See `a.b` and `a.b`, and `warehouse.scratch.customers`, not `c`.';
    expect(relationsIn(reason, scratch).map(writeRelation)).toEqual(['a.b']);
  });

  it('keeps a backtick that is never closed as a letter', () => {
    expect(splitReason('a ` b.c', scratch)).toEqual([{ kind: 'words', text: 'a ` b.c' }]);
  });

  it('loses no letter', () => {
    const phrase = fc.constantFrom(
      '`',
      'a.b',
      ' exists in schema ',
      ' exists in database ',
      'There is ',
      ' and ',
    );
    fc.assert(
      fc.property(fc.array(phrase), (phrases) => {
        const reason = phrases.join('');
        const told = splitReason(reason, scratch).map(({ kind, text }) =>
          kind === 'words' ? text : `\`${text}\``,
        );
        expect(told.join('')).toBe(reason);
      }),
    );
  });
});

function toRelation(text: string): RelationName {
  const { relation } = readRelation(text);
  if (relation === null) throw new Error(`${text} is no relation`);
  return relation;
}

function explain(asked: string, built: readonly string[]): string {
  const nodes: readonly IndexedNode[] = built.map((text, index) => model(`m${index}`, text));
  return describeNearMiss(toRelation(asked), [environment('postgres', nodes)], []);
}

function linksOf(pieces: readonly ReasonPiece[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pieces.flatMap((piece) =>
      piece.kind === 'relation' ? [[piece.text, writeRelation(piece.relation)]] : [],
    ),
  );
}
