import { describe, expect, it } from 'vitest';
import { describeNearMiss } from '../../src/facts/near-miss/describe-near-miss.ts';
import type { IndexedNode } from '../../src/facts/node.ts';
import { compareVersions, splitVersion, versionOf } from '../../src/facts/version-name.ts';
import { environment, model, relation } from './builders.ts';

/** A version of model `customers`, with the alias that dbt gives it unless another path is given. */
function version(number: string, path = `db.s.customers_v${number.replaceAll('.', '_')}`): IndexedNode {
  return model('customers', path, { uniqueId: `model.shop.customers.v${number}` });
}

function explain(
  asked: string,
  applied: readonly IndexedNode[],
  definition: readonly IndexedNode[] = [],
): string {
  return describeNearMiss(
    relation(asked),
    [environment('snowflake', applied)],
    [environment('snowflake', definition)],
  );
}

const CORRECT = 'if that is the table, correct its name in the catalogue.';
const V10 = '`db.s.customers_v10` of model `customers` (model.shop.customers.v10)';

describe('another version of a model', () => {
  const versions = [version('2'), version('10'), version('9')];

  it.each(['db.s.customers_v1', 'db.s.customers', 'db.s.CUSTOMERS_V3', 'db.s.customers_v11'])(
    'of several the latest, by number: %s',
    (asked) => {
      expect(explain(asked, versions)).toBe(`${V10} is the latest version of it that dbt has: ${CORRECT}`);
    },
  );

  it('the latest may bear the name without a version', () => {
    expect(explain('db.s.customers_v2', [version('1'), version('3', 'db.s.customers')])).toBe(
      `\`db.s.customers\` of model \`customers\` (model.shop.customers.v3) is the latest version of it that dbt has: ${CORRECT}`,
    );
  });

  it('the asked version itself, where its alias is another', () => {
    expect(explain('db.s.customers_v3', [version('4'), version('3', 'db.s.clients')])).toBe(
      '`customers_v3` is version 3 of model `customers` (model.shop.customers.v3) in the project; in the warehouse its alias makes it `db.s.clients`. Use the alias in the catalogue.',
    );
  });

  it('what is built goes before what is only declared, and is not called the latest then', () => {
    const reason = `${V10} is another version of it: ${CORRECT}`;
    expect(explain('db.s.customers_v1', versions, [version('11')])).toBe(reason);
    expect(explain('db.s.customers_v1', [model('other', 'db.s.other')], [version('11')])).toBe(
      '`db.s.customers_v11` of model `customers` (model.shop.customers.v11) is the latest version of it that dbt has, but no run has built it yet: if that is the table, correct its name in the catalogue, and run a job that builds it.',
    );
  });

  it('the schema that was asked goes before a later version elsewhere', () => {
    expect(explain('db.s.customers_v1', [version('2'), version('3', 'db.t.customers_v3')])).toBe(
      `\`db.s.customers_v2\` of model \`customers\` (model.shop.customers.v2) is another version of it: ${CORRECT}`,
    );
    expect(explain('db.u.customers_v1', versions)).toBe(
      `${V10} is the latest version of it that dbt has, but stands in schema \`s\`, not \`u\`: if that is the table, correct its names in the catalogue.`,
    );
  });

  it('goes before the same name in another schema', () => {
    expect(explain('db.s.customers', [...versions, model('raw_customers', 'db.raw.customers')])).toMatch(
      /^`db\.s\.customers_v10`/,
    );
  });

  it('numbered by hand', () => {
    const numbered = ['customers_v2', 'customers_v3'].map((name) => model(name, `db.s.${name}`));
    expect(explain('db.s.customers_v1', numbered)).toBe(
      `\`db.s.customers_v3\` of model \`customers_v3\` (model.shop.customers_v3) is the latest version of it that dbt has: ${CORRECT}`,
    );
    expect(explain('db.s.customers_v1', [model('customers', 'db.s.customers')])).toBe(
      `\`db.s.customers\` of model \`customers\` (model.shop.customers) has its name without a version: ${CORRECT}`,
    );
  });

  it('is not what only ends alike', () => {
    expect(explain('db.s.tv2', [model('tv1', 'db.s.tv1')])).toMatch(/^Nothing in/);
    expect(explain('db.s.orders_v1', [version('2')])).toMatch(/^Nothing in/);
  });
});

describe('versions', () => {
  it.each([
    ['customers_v2', 'customers', '2'],
    ['customers_V12', 'customers', '12'],
    ['customers_v1_5', 'customers', '1.5'],
    ['customers', null, null],
    ['_v2', null, null],
    ['customers_v', null, null],
    ['customers_vnext', null, null],
  ])('%s is %s in version %s', (name, base, number) => {
    expect(splitVersion(name)).toEqual(base === null ? null : { base, version: number });
  });

  it('of dbt stand in the id', () => {
    expect(versionOf(version('1.5'))).toEqual({ base: 'customers', version: '1.5' });
    expect(versionOf(version('gold'))?.version).toBe('gold');
    expect(versionOf(model('customers_v2', 'db.s.customers_v2'))).toBeNull();
  });

  it('are compared as numbers, words before numbers', () => {
    const sorted = ['10', '9', '1.5', 'beta', '1.10', '1', 'alpha'].sort(compareVersions);
    expect(sorted).toEqual(['alpha', 'beta', '1', '1.5', '1.10', '9', '10']);
  });
});
