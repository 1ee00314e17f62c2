import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_RELATION_LENGTH, readRelation, writeRelation } from '../../console/src/text/relation.ts';

const orders = { database: 'shop', schema: 'marts', name: 'orders' };

describe('a relation that is typed or pasted', () => {
  it.each([
    ['shop.marts.orders', orders],
    ['  shop . marts . orders  ', orders],
    ['shop.marts.orders;', orders],
    ['"shop"."marts"."orders"', orders],
    ['`shop`.`marts`.`orders`', orders],
    ['`shop.marts.orders`', orders],
    ['[shop].[marts].[orders]', orders],
    ['shop."marts".[orders]', orders],
    ['marts.orders', { database: null, schema: 'marts', name: 'orders' }],
    ['"A"."b.c"."d"', { database: 'A', schema: 'b.c', name: 'd' }],
    ['"a ""b""".c', { database: null, schema: 'a "b"', name: 'c' }],
    ['[a]]b].[c d]', { database: null, schema: 'a]b', name: 'c d' }],
    ['my-project.events.events_*', { database: 'my-project', schema: 'events', name: 'events_*' }],
    ['<b>.<script>', { database: null, schema: '<b>', name: '<script>' }],
    ['Größe.表.naïve', { database: 'Größe', schema: '表', name: 'naïve' }],
  ])('reads %s', (typed, relation) => {
    expect(readRelation(typed)).toEqual({ relation, problem: null });
  });

  it.each([
    ['', /Type the relation of a table: database\.schema\.name, or schema\.name\./],
    ['   ', /Type the relation/],
    [';', /Type the relation/],
    ['orders', /orders is the name of a table alone\. Put its schema before it: schema\.orders\./],
    ['"shop.marts.orders"', /The quotes around shop\.marts\.orders make one name of it/],
    ['a.b.c.d', /The text has 4 parts, a relation has two or three/],
    ['a..c', /The schema is empty/],
    ['a.b.', /The name is empty/],
    ['.b', /The schema is empty/],
    ['"  ".b', /The schema is empty/],
    ['"a.b', /The quote " before a\.b is never closed\./],
    ['"a"b.c', /After the quoted part a comes a dot or the end, not b\.c\./],
    [`a.${'b'.repeat(1_025)}`, /The name has 1,025 characters, which no warehouse allows/],
    ['select * from shop.marts.orders', /The database select \* from shop has a blank in it/],
    ['marts.orders\nmarts.customers', /The schema orders\s+marts has a blank in it/],
  ])('says what is wrong with %j', (typed, problem) => {
    const read = readRelation(typed);
    expect(read.relation).toBeNull();
    expect(read.problem).toMatch(problem);
  });

  it('is refused with its length where no warehouse has names so long, and the text is not repeated', () => {
    const { relation, problem } = readRelation(`a.${'b'.repeat(9_998)}`);
    expect(relation).toBeNull();
    expect(problem).toMatch(/The text has 10,000 characters/);
    expect(problem?.length).toBeLessThan(200);
  });

  it('is read as it was written, whatever its parts are', () => {
    const part = fc
      .oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.stringMatching(/^["`[\].; a]{1,8}$/))
      .filter((text) => text.trim() !== '');
    const relation = fc.record({ database: fc.option(part), schema: part, name: part });
    fc.assert(
      fc.property(relation, (written) => {
        expect(readRelation(writeRelation(written))).toEqual({ relation: written, problem: null });
      }),
    );
  });

  it('becomes a relation or one short sentence, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: MAX_RELATION_LENGTH + 10 }), (typed) => {
        const { relation, problem } = readRelation(typed);
        expect(relation === null).toBe(problem !== null);
        expect(problem?.length ?? 0).toBeLessThan(400);
      }),
    );
  });

  it('is written without quotes where none are needed', () => {
    expect(writeRelation(orders)).toBe('shop.marts.orders');
    expect(writeRelation({ database: null, schema: 'a.b', name: 'c"d' })).toBe('"a.b"."c""d"');
  });
});
