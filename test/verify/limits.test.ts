import { describe, expect, it } from 'vitest';
import { account, environment, KNOWN, type Reply, startDbt } from './dbt-server.ts';
import { createVerifying, SERVICE_TOKEN } from './verify.ts';

const LIMITED: Reply = { status: 429, headers: { 'retry-after': '90' }, body: '' };

async function start(options: { readonly requestsPerMinute?: number } = {}) {
  const script = { discovery: KNOWN as Reply };
  const dbt = await startDbt({ discovery: () => script.discovery, admin: account([environment(834, 5)]) });
  const { verify, clock } = createVerifying({ allowed: [dbt.origin], ...options });
  const ask = (input: { serviceToken?: string; environmentIds?: readonly string[] | null } = {}) =>
    verify({ apiHost: dbt.origin, environmentIds: ['834'], ...input });
  const refused = (message: string) => ({
    ok: false,
    errors: [{ code: 'RATE_LIMITED', field: SERVICE_TOKEN, message }],
  });
  return { dbt, script, ask, clock, refused };
}

const tooMany = (wait: string) => `dbt has had too many requests with this token. Try again in ${wait}.`;

describe("while dbt's limit is in force", () => {
  it.each([
    ['environments that were typed', ['834']],
    ['environments that are to be listed', null],
  ])('nothing is asked, for %s, and the wait that is left is told', async (_what, environmentIds) => {
    const { dbt, script, ask, clock, refused } = await start();
    script.discovery = LIMITED;
    expect(await ask()).toEqual(refused(tooMany('90 seconds')));
    script.discovery = KNOWN;
    clock.nowMs += 30_000;
    const before = dbt.calls.length;
    expect(await ask({ environmentIds })).toEqual(refused(tooMany('60 seconds')));
    expect(dbt.calls).toHaveLength(before);
    clock.nowMs += 60_000;
    expect(await ask({ environmentIds })).toMatchObject({ ok: true });
  });

  it('another token goes ahead, and ends it for nobody but itself', async () => {
    const { script, ask, refused } = await start();
    script.discovery = LIMITED;
    await ask();
    script.discovery = KNOWN;
    expect(await ask({ serviceToken: 'dbtc_another-token' })).toMatchObject({ ok: true });
    expect(await ask()).toEqual(refused(tooMany('90 seconds')));
  });
});

describe('while the own budget is used up', () => {
  const OWN =
    "This subgraph's own budget of requests to dbt with this token is used up, so dbt was not asked. Try again in";

  it('nothing is asked, and the time until there is room is told', async () => {
    const { dbt, ask, clock, refused } = await start({ requestsPerMinute: 2 });
    clock.nowMs -= clock.nowMs % 60_000;
    for (let times = 0; times < 2; times++) expect(await ask()).toMatchObject({ ok: true });
    const before = dbt.calls.length;
    // Half of the two has faded half a minute into the next.
    expect(await ask({ environmentIds: null })).toEqual(refused(`${OWN} 90 seconds.`));
    expect(dbt.calls).toHaveLength(before);
    clock.nowMs += 89_999;
    expect(await ask()).toEqual(refused(`${OWN} 1 second.`));
    clock.nowMs += 1;
    expect(await ask()).toMatchObject({ ok: true });
  });

  it('another token goes ahead', async () => {
    const { ask } = await start({ requestsPerMinute: 1 });
    await ask();
    expect(await ask()).toMatchObject({ ok: false });
    expect(await ask({ serviceToken: 'dbtc_another-token' })).toMatchObject({ ok: true });
  });
});

it('after an outage the same token is verified at once, however often it has failed', async () => {
  const { script, ask } = await start();
  script.discovery = { status: 503, body: '' };
  for (let times = 0; times < 6; times++)
    expect(await ask()).toMatchObject({ errors: [{ code: 'HOST_UNREACHABLE' }] });
  script.discovery = KNOWN;
  expect(await ask()).toMatchObject({ ok: true });
});
