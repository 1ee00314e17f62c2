import fc from 'fast-check';
import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { Fault, usable } from '../../src/mapping/fault.ts';
import { type FieldPath, pathText } from '../../src/mapping/field-path.ts';
import { findConflict, toFieldSet } from '../../src/mapping/field-set.ts';
import { parseFieldSet, parsePath } from '../../src/mapping/parse-path.ts';

const name = fc.stringMatching(/^[_a-zA-Z][_a-zA-Z0-9]{0,8}$/);
/** Texts with everything in them that parts a path. */
const text = fc.string({ maxLength: 8, unit: fc.constantFrom('.', '(', ')', '"', '{', ':', 'a', ' ', ',') });
const value = fc.oneof(
  name.filter((word) => !['true', 'false', 'null'].includes(word)),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.1, max: 9.9 }).map((number) => number.toFixed(2)),
  text.map((content) => JSON.stringify(content)),
);
const args = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 2 })
  .map((pairs) =>
    pairs.length === 0 ? '' : `(${pairs.map(([key, given]) => `${key}: ${given}`).join(', ')})`,
  );
const step = fc.record({ name, args });
const path = fc
  .tuple(step, fc.array(step, { maxLength: 3 }))
  .map(([first, rest]): FieldPath => [first, ...rest]);

it('a path is read as it is spelled', () => {
  fc.assert(
    fc.property(path, (given) => {
      expect(parsePath(pathText(given))).toEqual(given);
    }),
  );
});

it('blanks and commas in a path mean nothing', () => {
  expect(parsePath(' schema . name ( format:PLAIN  as:"a.b" ) ')).toEqual([
    { name: 'schema', args: '' },
    { name: 'name', args: '(format: PLAIN, as: "a.b")' },
  ]);
});

it('whatever is written is a path or a fault', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      const read = parsePath(given);
      if (!(read instanceof Fault)) expect(parsePath(pathText(read))).toEqual(read);
    }),
  );
});

it('a field set holds its paths, each once, and is GraphQL', () => {
  const plainPath = fc
    .tuple(name, fc.array(name, { maxLength: 3 }))
    .map(([first, rest]): FieldPath => [toStep(first), ...rest.map(toStep)]);
  fc.assert(
    fc.property(fc.array(plainPath, { minLength: 1, maxLength: 6 }), (given) => {
      // Of two paths of which the one goes on where the other ends, only the longer one is a field set's.
      const texts = [...new Set(given.map(pathText))];
      const whole = texts.filter((one) => !texts.some((other) => other.startsWith(`${one}.`)));
      const fieldSet = toFieldSet(given);
      expect(usable(parseFieldSet(fieldSet)).map(pathText).sort()).toEqual(whole.sort());
      expect(() => print(parse(`{ ${fieldSet} }`))).not.toThrow();
    }),
  );
});

it('one field with two kinds of arguments is seen where both stand in one place', () => {
  const paths = (...texts: readonly string[]) => texts.map((spelled) => usable(parsePath(spelled)));
  expect(findConflict(paths('a(b: 1).c', 'a(b: 2).d'))).toBe('a');
  expect(findConflict(paths('x.a(b: 1)', 'y.a(b: 2)'))).toBeNull();
  expect(findConflict(paths('a(b: 1).c', 'a(b: 1).d'))).toBeNull();
});

function toStep(field: string) {
  return { name: field, args: '' };
}
