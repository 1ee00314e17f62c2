import { describe, expect, it } from 'vitest';
import { parseAllowedHost } from '../../src/dbt/allowed-hosts.ts';
import { parseApiHost } from '../../src/dbt/hosts.ts';

function parse(input: string, allowed: readonly string[] = []) {
  const allowedHosts = new Set(allowed.map((entry) => parseAllowedHost(entry) ?? 'unusable'));
  return parseApiHost(input, { allowedHosts, discoveryUrl: null });
}

describe("a host that is nearly one of dbt's is told its domain", () => {
  const NEARLY = "This host is not one of dbt's own, though nearly: did you mean one that ends in ";
  it.each([
    [
      'cloud.getdb.com',
      `${NEARLY}.getdbt.com? Enter the access URL of your dbt account, e.g. cloud.getdbt.com,`,
    ],
    ['cloud.getbdt.com', `${NEARLY}.getdbt.com?`],
    ['https://acme.getdbtt.com/settings', `${NEARLY}.getdbt.com?`],
    ['cloud.getdbt.co', `${NEARLY}.getdbt.com?`],
    [
      'ab123.us1.dtb.com',
      `${NEARLY}.dbt.com? Enter the access URL of your dbt account, e.g. ab123.us1.dbt.com,`,
    ],
    ['ab123.us1.dbt.con', `${NEARLY}.dbt.com?`],
    ['getdbt.com', "getdbt.com is dbt's domain, and no host of an account."],
    ['dbt.com', "dbt.com is dbt's domain, and no host of an account."],
    ['ab123.us1.debts.com', "This host is neither one of dbt's own nor on the list of allowed hosts."],
    ['com', "This host is neither one of dbt's own nor on the list of allowed hosts."],
  ])('%s', (typed, message) => {
    expect(parse(typed)).toMatchObject({
      ok: false,
      problems: [{ code: 'HOST_NOT_ALLOWED', message: expect.stringMatching(/ DBT_ALLOWED_HOSTS\.$/) }],
    });
    expect(parse(typed)).toMatchObject({ problems: [{ message: expect.stringContaining(message) }] });
  });

  it('is taken where the operator allows it', () => {
    expect(parse('dbt.dtb.com', ['dbt.dtb.com', 'metadata.dbt.dtb.com'])).toMatchObject({ ok: true });
  });
});
