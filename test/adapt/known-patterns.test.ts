import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATAHUB, DOTTED, KNOWN_PATTERNS, tryPattern } from '../../src/adapt/known-patterns.ts';

describe.each(KNOWN_PATTERNS)('$title', ({ pattern, examples }) => {
  test.each(examples)('$value', (example) => {
    expect(tryPattern(pattern, example.value)).toEqual(example);
  });
});

describe('names with dots between them', () => {
  test('any names survive, quoted where they need it', () => {
    const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.option(name), name, name, fc.boolean(), (database, schema, table, hasService) => {
        const service = hasService && database !== null ? ['prod service'] : [];
        const parts = [...service, ...(database === null ? [] : [database]), schema, table];
        const value = parts.map(quoted).join('.');
        expect(tryPattern(DOTTED.pattern, value)).toEqual({
          value,
          ...(database === null ? {} : { database }),
          schema,
          name: table,
        });
      }),
    );
  });

  test.each(['customers', '', '.', 'a..b', 'a.b.', '.a.b', 'a.b.c.d.e', '"a.b', 'a."b".c"', '""."a"'])(
    '%j is no relation',
    (value) => {
      expect(tryPattern(DOTTED.pattern, value)).toBeNull();
    },
  );

  test('a topic in an urn is no relation', () => {
    expect(tryPattern(DOTTED.pattern, 'urn:li:dataset:(urn:li:dataPlatform:kafka,a.b.c,PROD)')).toBeNull();
  });
});

describe("DataHub's urns", () => {
  const part = fc.stringMatching(/^[A-Za-z0-9_ -]{1,10}$/);
  const database = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));

  test('any names survive, databases with dots included', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('snowflake', 'bigquery', 'postgres', 'databricks'),
        fc.option(database),
        part,
        part,
        (platform, db, schema, name) => {
          const names = [...(db === null ? [] : [db]), schema, name].join('.');
          const value = `urn:li:dataset:(urn:li:dataPlatform:${platform},${names},PROD)`;
          expect(tryPattern(DATAHUB.pattern, value)).toEqual({
            value,
            ...(db === null ? {} : { database: db }),
            schema,
            name,
          });
        },
      ),
    );
  });

  test.each([
    'urn:li:dataset:(urn:li:dataPlatform:kafka,a.b.c,PROD)',
    'urn:li:dataset:(urn:li:dataPlatform:s3,bucket.folder.file,PROD)',
    'urn:li:dataset:(urn:li:dataPlatform:snowflake,a.b.c,DEV)',
    'urn:li:dataset:(urn:li:dataPlatform:snowflake,customers,PROD)',
    'urn:li:dataset:(urn:li:dataPlatform:snowflake,a..c,PROD)',
    'urn:li:dashboard:(looker,a.b.c)',
    'urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:snowflake,a.b.c,PROD),id)',
  ])('%s is no relation', (value) => {
    expect(tryPattern(DATAHUB.pattern, value)).toBeNull();
  });
});

/** As catalogues write a name between dots. */
function quoted(name: string): string {
  return /[."`:]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
