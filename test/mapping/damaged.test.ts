import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MappingError } from '../../src/mapping/mapping-error.ts';
import { readMapping } from '../../src/mapping/read-mapping.ts';
import { toServedTypeDefs } from '../../src/mapping/served-type-defs.ts';
import { OWNER_CASES, withExcerpt } from './owners.ts';

const FILES = OWNER_CASES.map(withExcerpt);
const SIGNS = [...'{}[]()<>:,.!?&*|-#@"\'` \n\t', 'x', '9', ''];

/** A file with some of its characters changed, or some of its lines gone. */
const damagedFile = fc
  .record({
    file: fc.constantFrom(...FILES),
    edits: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...SIGNS)), { minLength: 1, maxLength: 3 }),
    lost: fc.array(fc.nat(), { maxLength: 2 }),
  })
  .map(({ file, edits, lost }) => {
    const characters = [...file];
    for (const [at, sign] of edits) characters[at % characters.length] = sign;
    const lines = characters.join('').split('\n');
    for (const at of lost) lines.splice(at % lines.length, 1);
    return lines.join('\n');
  });

/** A value of whatever kind with keys that mappings have. */
const { odd } = fc.letrec((tie) => ({
  odd: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      null,
      0,
      true,
      '',
      'Table',
      'name',
      'type Table { name: String! schema: String! }',
      '__typename',
    ),
    fc.array(tie('odd'), { maxLength: 2 }),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'tables',
          'columns',
          'interfaces',
          'typePrefix',
          'rename',
          'owner',
          'type',
          'relation',
          'schema',
          'name',
        ],
        ...[
          'table',
          'key',
          'from',
          'pattern',
          'examples',
          'environments',
          'by',
          'values',
          '__proto__',
          'Table.dbt',
        ],
      ),
      tie('odd'),
      { maxKeys: 5 },
    ),
  ),
}));

it('a damaged file is served whole, or refused with a line of its own for each fault', () => {
  fc.assert(fc.property(damagedFile, expectServedOrRefused), { numRuns: 500 });
});

it('whatever JSON says is refused in words', () => {
  fc.assert(
    fc.property(odd, (value) => expectServedOrRefused(JSON.stringify(value))),
    { numRuns: 1000 },
  );
});

function expectServedOrRefused(text: string): void {
  try {
    expect(toServedTypeDefs(TYPE_DEFS, readMapping(text))).toContain('@key(');
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    const lines = text.split('\n').length;
    for (const { line, message } of error.problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines);
      expect(message).toMatch(/^\S.*\S$/s);
    }
  }
}

const TYPE_DEFS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external"])
  type Table @key(fields: "schema name") { schema: String! @external name: String! @external dbt: String }
  type Column @key(fields: "name") { name: String! @external dbt: String }`;
