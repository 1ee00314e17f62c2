import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLosses } from '../../discovery/artifacts/losses.ts';
import { parseJson } from '../../discovery/artifacts/parse-json.ts';

const BARE = 'stands here for a bare number';
/** No key holds a backslash: V8 takes the key `"` for `\` where it has met that one at the same place before. */
const key = fc.oneof(
  fc.string().filter((text) => !text.includes('\\')),
  fc.constantFrom('7', '"7', '12"', 'NaN', ': 3'),
);
const leaf = fc.oneof(
  fc.constant(BARE),
  fc.string(),
  fc.constantFrom('NaN', '"NaN', '\\"', '\\', '-Infinity', '"7":'),
  fc.integer(),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree')), fc.dictionary(key, tie('tree'))),
}));

/** Null for every bare number. */
function withoutBare(value: unknown): unknown {
  if (value === BARE) return null;
  if (Array.isArray(value)) return value.map(withoutBare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutBare(child)]));
}

test('bare numbers read as null and all else as it is, whatever stands in keys and texts', () => {
  const word = fc.constantFrom('NaN', 'Infinity', '-Infinity');
  fc.assert(
    fc.property(tree, word, fc.constantFrom(undefined, 2), (value, bare, indent) => {
      const json = JSON.stringify({ value }, null, indent).replaceAll(JSON.stringify(BARE), bare);
      const losses = createLosses();
      expect(parseJson(json, losses)).toEqual({ value: withoutBare(value) });
      const count = JSON.stringify(value).split(JSON.stringify(BARE)).length - 1;
      expect(losses.describe()).toHaveLength(count);
    }),
    { numRuns: 500 },
  );
});

test.each(['', '{', '{"a": NaN', '[NaNa]', '[1.NaN]', '{"a": nan}', '[+Infinity]', '"\\u0000', "{'a': NaN}"])(
  '%s is no JSON for it either',
  (json) => {
    expect(() => parseJson(json, createLosses())).toThrow(SyntaxError);
  },
);
