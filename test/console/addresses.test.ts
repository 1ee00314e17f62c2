import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countTables,
  coverageAddress,
  percentMatched,
  readNarrowing,
  searchTables,
  toStatuses,
} from '../../console/src/pages/coverage/narrowing.ts';
import { readTableAddress, tableAddress } from '../../console/src/pages/table/table-address.ts';

describe("a table's address", () => {
  it('leads to the table again, whatever its names are', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const relation = fc.record({ database: fc.option(part), schema: part, name: part });
    fc.assert(
      fc.property(relation, (written) => {
        const { searchParams } = new URL(tableAddress(written), 'http://localhost');
        expect(readTableAddress(searchParams)).toEqual(written);
      }),
    );
  });

  it('names no table without a name', () => {
    expect(readTableAddress(new URLSearchParams('database=a&schema=b'))).toBeNull();
  });

  it('may leave the schema out, which the graph has a reason for', () => {
    const asked = readTableAddress(new URLSearchParams('name=c&database='));
    expect(asked).toEqual({ database: null, schema: '', name: 'c' });
  });
});

describe("the coverage list's address", () => {
  it.each([
    ['ATTENTION', '', '/coverage'],
    ['ALL', '', '/coverage?status=ALL'],
    ['NOT_IN_DBT', 'a&b', '/coverage?status=NOT_IN_DBT&search=a%26b'],
  ] as const)('of %s with the search %j is %s', (narrowing, search, address) => {
    expect(coverageAddress(narrowing, search)).toBe(address);
    expect(readNarrowing(new URL(address, 'http://localhost').searchParams)).toBe(narrowing);
  });

  it.each(['', 'status=', 'status=exact', 'status=<script>'])(
    'with %j shows what needs attention',
    (search) => {
      expect(readNarrowing(new URLSearchParams(search))).toBe('ATTENTION');
      expect(toStatuses('ATTENTION')).toBeNull();
    },
  );
});

describe('the coverage', () => {
  const statuses = [
    { status: 'EXACT', tables: 5 },
    { status: 'CONFLICT', tables: 2 },
    { status: 'NOT_IN_DBT', tables: 1 },
  ] as const;

  it('counts the tables of a choice', () => {
    expect(countTables(statuses, 'ALL')).toBe(8);
    expect(countTables(statuses, 'ATTENTION')).toBe(3);
    expect(countTables(statuses, 'NOT_IN_DBT')).toBe(1);
    expect(countTables(statuses, 'WILDCARD')).toBe(0);
  });

  it.each([
    [0, 0, 0],
    [42, 42, 100],
    [9_999, 10_000, 99],
    [1, 3, 33],
  ])('of %i of %i tables is %i percent', (matched, asked, percent) => {
    expect(percentMatched(matched, asked)).toBe(percent);
  });

  it('is searched in names and reasons, without regard to case', () => {
    const table = {
      database: 'shop',
      schema: 'marts',
      name: 'Orders',
      environmentIds: null,
      status: 'NOT_IN_DBT',
      reason: 'No dbt node has it. `stg_orders` comes near.',
      timesAsked: 1,
      lastAskedAt: '2026-11-27T12:00:00Z',
    } as const;
    expect(searchTables([table], ' marts.orders ')).toEqual([table]);
    expect(searchTables([table], 'STG_')).toEqual([table]);
    expect(searchTables([table], 'customers')).toEqual([]);
    expect(searchTables([table], '  ')).toEqual([table]);
  });
});
