import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameRelation } from '../../discovery/artifacts/relation-names.ts';

const QUOTES: readonly (readonly [string, string])[] = [
  ['', ''],
  ['"', '"'],
  ['`', '`'],
  ['[', ']'],
];
const segment = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/)
  .filter((text) => !/^(none|null)$/i.test(text));
const path = fc.array(segment, { minLength: 2, maxLength: 3 });

/** The path in some spelling: each part quoted or not, or one pair of quotes around the whole; any case. */
function spelled(parts: readonly string[]) {
  const quote = fc.constantFrom(...QUOTES);
  const inCase = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.toUpperCase(),
    (text: string) => text.toLowerCase(),
  );
  return fc
    .tuple(fc.array(quote, { minLength: parts.length, maxLength: parts.length }), fc.option(quote), inCase)
    .map(([quotes, around, toCase]) => {
      const apart = parts.map((part, index) => `${quotes[index]?.[0]}${part}${quotes[index]?.[1]}`).join('.');
      return toCase(around ? `${around[0]}${parts.join('.')}${around[1]}` : apart);
    });
}

const twoSpellings = path.chain((parts) => fc.tuple(fc.constant(parts), spelled(parts), spelled(parts)));

test('the same path is the same relation, however it is quoted, with its database or without', () => {
  fc.assert(
    fc.property(twoSpellings, segment, ([, left, right], database) => {
      expect(isSameRelation(left, right)).toBe(true);
      expect(isSameRelation(`${database}.${left}`, right)).toBe(true);
      expect(isSameRelation(left, `"${database}".${right}`)).toBe(true);
    }),
  );
});

test('another schema or name is another relation, however it is quoted', () => {
  const differing = path.chain((parts) => {
    const changed = fc
      .tuple(fc.constantFrom(parts.length - 2, parts.length - 1), segment)
      .map(([index, other]) => parts.with(index, `${parts[index]}_${other}`));
    return changed.chain((others) => fc.tuple(spelled(parts), spelled(others)));
  });
  fc.assert(
    fc.property(differing, ([left, right]) => {
      expect(isSameRelation(left, right)).toBe(false);
      expect(isSameRelation(right, left)).toBe(false);
    }),
  );
});
