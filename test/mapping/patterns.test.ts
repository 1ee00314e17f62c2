import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPattern } from '../../src/mapping/pattern.ts';
import { problemsOf } from './problems.ts';

function mapping(pattern: string, examples: string): string {
  return `tables:
  - type: Table
    relation:
      from: fqn
      pattern: '${pattern}'
      examples:
        - ${examples}
owner: 'type Table { fqn: String }'
`;
}

const AB = '{ value: a.b, schema: a, name: b }';

it.each([
  {
    fault: 'that does not compile',
    pattern: '(?<schema>',
    says: [
      "5: The pattern does not compile: missing closing ): `(?<schema>`. Patterns are RE2's, which have no look-around and no back-references.",
    ],
  },
  {
    fault: 'that looks around',
    pattern: '(?=a)(?<schema>a)(?<name>b)',
    says: [
      "5: The pattern does not compile: invalid or unsupported Perl syntax: `(?=`. Patterns are RE2's, which have no look-around and no back-references.",
    ],
  },
  {
    fault: 'without groups',
    pattern: '.*',
    says: [
      '5: The pattern has no group `schema` and `name`. Put the part of the text that is meant into `(?<schema>…)`.',
    ],
  },
  {
    fault: 'with groups that mean nothing',
    pattern: '([^.]+)\\.(?<schema>.+)(?<nmae>.+)(?<platform>.?)(?<name>.)',
    says: [
      '5: The group `nmae` means nothing here. Did you mean `name`? Name it so, or write `(?:…)` for a group that only holds together.',
      '5: The group `platform` means nothing here. There is `database`, `schema` and `name`. Name it so, or write `(?:…)` for a group that only holds together.',
      '5: A group of the pattern has no name, so that nobody knows what it is for. Write `(?<database>…)`, or `(?:…)` for a group that only holds together.',
      '7: The pattern does not fit the whole of `a.b`. Change it so that it does, or correct the example.',
    ],
  },
  {
    fault: 'that fits a part of its example alone',
    pattern: '(?<schema>a)(?<name>)',
    says: [
      '7: The pattern does not fit the whole of `a.b`. Change it so that it does, or correct the example.',
    ],
  },
  {
    fault: 'that takes other names from it',
    pattern: '(?<database>a)\\.(?<schema>b)(?<name>)',
    says: [
      '7: Of `a.b` the pattern takes database `a`, schema `b`, name nothing, and the example says database nothing, schema `a`, name `b`. Correct whichever is wrong.',
    ],
  },
])('a pattern $fault is refused', ({ pattern, says }) => {
  expect(problemsOf(mapping(pattern, AB))).toEqual(says);
});

it('a group that takes no part, or takes nothing, names nothing', () => {
  expect(problemsOf(mapping('(?:(?<database>x)\\.)?(?<schema>a)\\.(?<name>b)', AB))).toEqual([]);
  expect(problemsOf(mapping('(?<database>)(?<schema>a)\\.(?<name>b)', AB))).toEqual([]);
});

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

it('any names in quotes come back as they are', () => {
  const pattern = createPattern('(?<schema>"(?:[^"]|"")*")\\.(?<name>"(?:[^"]|"")*")');
  const name = fc.string({ minLength: 1, maxLength: 50, unit: 'grapheme' });
  fc.assert(
    fc.property(name, name, (schema, table) => {
      expect(pattern.match(`${quoted(schema)}.${quoted(table)}`)).toEqual({ schema, name: table });
    }),
  );
});

it('a text as long as a caller likes fits nothing', () => {
  const pattern = createPattern('(?<schema>(?:a|aa)+)(?<name>b)');
  expect(pattern.match(`${'a'.repeat(4000)}c`)).toBeNull();
  expect(pattern.match(`${'a'.repeat(4000)}b`)).toMatchObject({ name: 'b' });
  expect(pattern.match(`${'a'.repeat(5000)}b`)).toBeNull();
});
