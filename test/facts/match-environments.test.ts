import { describe, expect, it } from 'vitest';
import type { TableMatch } from '../../src/facts/facts.ts';
import { matchTable } from '../../src/facts/match-table.ts';
import { environment, model, relation, seed, source } from './builders.ts';

const ids = (claimants: TableMatch['candidates']) =>
  claimants.map(({ environmentId, node }) => `${environmentId}:${node.uniqueId}`);

describe('no database asked, several environments', () => {
  const inDb1 = environment('postgres', [model('a', 'db1.s.x'), source('a', 'db1.s.x')], '1');
  const inDb2 = environment('postgres', [seed('b', 'db2.s.x')], '2');
  const sourceInDb2 = environment('postgres', [source('c', 'db2.s.x')], '3');

  it('two databases are a CONFLICT: the first environment answers, all are listed, facts are those of its own database', () => {
    const match = matchTable(relation('s.x'), [inDb1, inDb2, sourceInDb2]);
    expect(match.status).toBe('CONFLICT');
    expect(ids(match.candidates)).toEqual([
      '1:model.shop.a',
      '2:seed.shop.b',
      '1:source.shop.raw.a',
      '3:source.shop.raw.c',
    ]);
    expect(ids(match.contributors)).toEqual(['1:model.shop.a', '1:source.shop.raw.a']);
  });

  it('a builder answers before a source of an environment of higher priority', () => {
    const match = matchTable(relation('s.x'), [sourceInDb2, inDb1]);
    expect([match.status, match.answer?.node.uniqueId]).toEqual(['CONFLICT', 'model.shop.a']);
    expect(ids(match.contributors)).toEqual(['1:model.shop.a', '1:source.shop.raw.a']);
  });

  it('two sources in two databases are a CONFLICT too', () => {
    const other = environment('postgres', [source('d', 'db9.s.x')], '4');
    const match = matchTable(relation('s.x'), [other, sourceInDb2]);
    expect([match.status, match.answer?.node.uniqueId]).toEqual(['CONFLICT', 'source.shop.raw.d']);
    expect(ids(match.contributors)).toEqual(['4:source.shop.raw.d']);
  });

  it('one database in all of them, in whatever case, is none', () => {
    const upper = environment('snowflake', [source('c', 'DB2.S.X')], '3');
    const match = matchTable(relation('s.x'), [inDb2, upper]);
    expect(match.status).toBe('EXACT');
    expect(ids(match.contributors)).toEqual(['2:seed.shop.b', '3:source.shop.raw.c']);
  });

  it('a node that names no database belongs to any', () => {
    const anywhere = environment('postgres', [source('c', 's.x', { database: null })], '3');
    expect(matchTable(relation('s.x'), [inDb2, anywhere]).status).toBe('EXACT');
  });

  it('says which one answers, why, and what to change', () => {
    expect(matchTable(relation('s.x'), [inDb1, inDb2]).reason).toBe(
      'The catalogue names no database for `s.x`, and the environments have it in several: `db1.s.x` of model `a` (model.shop.a) in environment 1 answers, because its environment comes first among those that build it; also claimed by `db2.s.x` (seed.shop.b) and `db1.s.x` (source.shop.raw.a). Give the table its database in the catalogue.',
    );
  });
});

describe('builders in another case than a source that fits exactly', () => {
  const exact = source('x', 'db.s.x');

  it('a single one answers before the source', () => {
    const match = matchTable(relation('db.s.x'), [environment('redshift', [exact, model('a', 'db.s.X')])]);
    expect([match.status, match.answer?.node.uniqueId]).toEqual(['FOLDED', 'model.shop.a']);
    expect(ids(match.contributors)).toEqual(['1:model.shop.a', '1:source.shop.raw.x']);
  });

  it('of several none does: the source answers, and all are listed', () => {
    const index = environment('redshift', [exact, model('b', 'db.S.x'), model('a', 'db.s.X')]);
    const match = matchTable(relation('db.s.x'), [index]);
    expect([match.status, match.answer?.node.uniqueId]).toEqual(['EXACT', 'source.shop.raw.x']);
    expect(ids(match.candidates)).toEqual(['1:model.shop.a', '1:model.shop.b', '1:source.shop.raw.x']);
    expect(ids(match.contributors)).toEqual(['1:source.shop.raw.x']);
  });

  it('and then a builder of another environment answers before that source', () => {
    const index = environment('redshift', [exact, model('b', 'db.S.x'), model('a', 'db.s.X')]);
    const builder = environment('redshift', [model('c', 'db.s.x')], '2');
    const match = matchTable(relation('db.s.x'), [index, builder]);
    expect([match.status, match.answer?.node.uniqueId]).toEqual(['EXACT', 'model.shop.c']);
  });
});

describe('what contributes', () => {
  it('every claimant of one relation, over all environments: the answer first, then builders, then sources', () => {
    const one = environment('postgres', [source('z', 'db.s.x'), source('a', 'db.s.x')], '1');
    const two = environment('postgres', [model('m', 'db.s.x')], '2');
    const three = environment('postgres', [model('n', 'db.s.x'), source('b', 'db.s.x')], '3');
    const match = matchTable(relation('db.s.x'), [one, two, three]);
    expect(match.status).toBe('CONFLICT');
    expect(ids(match.contributors)).toEqual([
      '2:model.shop.m',
      '3:model.shop.n',
      '1:source.shop.raw.a',
      '1:source.shop.raw.z',
      '3:source.shop.raw.b',
    ]);
    expect(match.contributors).toEqual(match.candidates);
  });

  it('nothing to a table that is not matched', () => {
    const two = environment('postgres', [model('a', 'db.s.x'), model('b', 'db.s.x')]);
    expect(matchTable(relation('db.s.x'), [two]).contributors).toEqual([]);
    expect(matchTable(relation('db.s.y'), [two]).contributors).toEqual([]);
  });
});
