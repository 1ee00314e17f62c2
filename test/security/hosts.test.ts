import type { LookupAddress } from 'node:dns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGuardedAgent } from '../../src/dbt/host-guard.ts';
import { createDbtHttp } from '../../src/dbt/http.ts';
import { adminOf, readTable, startDiscovery, startGraph } from '../admin/support.ts';
import { startServer } from '../hosts/loopback-server.ts';
import { indexRead } from '../support/index-read.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { startEchoingDbt } from './echoing-dbt.ts';

const TOKEN = 'dbtc_service-token-0001';

/** Somebody who waits for a token: tells of every connection, not only of whole requests. */
async function startThief() {
  const heard: string[] = [];
  const { origin, port } = await startServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end('{"data":{"environment":{"adapterType":"duckdb"}}}');
  });
  return { origin, port, heard };
}

describe('a host in disguise is refused by the mutation, repeated nowhere and called never', () => {
  it.each([
    ['user and password', 'https://cloud.getdbt.com:secret@127.0.0.1:PORT', 'HOST_NOT_ALLOWED'],
    ['a user name', 'http://dbt.example.com@127.0.0.1:PORT/', 'HOST_NOT_ALLOWED'],
    ['an address', 'http://127.0.0.1:PORT', 'HOST_NOT_ALLOWED'],
    ['a decimal address', 'http://2130706433:PORT', 'HOST_NOT_ALLOWED'],
    ['an octal address', 'http://0177.0.0.1:PORT', 'HOST_NOT_ALLOWED'],
    ['a hexadecimal address', 'http://0x7f000001:PORT', 'HOST_NOT_ALLOWED'],
    ['a short address', 'http://127.1:PORT', 'HOST_NOT_ALLOWED'],
    ['the address of nobody', 'http://0.0.0.0:PORT', 'HOST_NOT_ALLOWED'],
    ['an IPv6 address', 'http://[::1]:PORT', 'HOST_NOT_ALLOWED'],
    ['an IPv4 address as IPv6', 'http://[::ffff:127.0.0.1]:PORT', 'HOST_NOT_ALLOWED'],
    ['IPv6 with a zone', 'http://[fe80::1%25lo]:PORT', 'HOST_NOT_ALLOWED'],
    ['IPv6 without brackets', '::1', 'HOST_NOT_ALLOWED'],
    ['the name of this machine', 'http://localhost:PORT', 'HOST_NOT_ALLOWED'],
    ['the metadata service of a cloud', 'http://169.254.169.254/latest/meta-data', 'HOST_NOT_ALLOWED'],
    ['a trailing dot', 'https://cloud.getdbt.com.', 'HOST_NOT_ALLOWED'],
    ['a trailing dot before the port', 'http://localhost.:PORT', 'HOST_NOT_ALLOWED'],
    ['a suffix that is no domain', 'https://evildbt.com', 'HOST_NOT_ALLOWED'],
    ["dbt's name in front", 'https://cloud.getdbt.com.evil.example', 'HOST_NOT_ALLOWED'],
    ['punycode', 'https://xn--dbt-8na.com', 'HOST_NOT_ALLOWED'],
    ['a letter of another alphabet', 'https://cloud.getdbt.c\u043em', 'HOST_NOT_ALLOWED'],
    ['full-width letters', 'https://\uff43loud.getdbt.com', 'HOST_NOT_ALLOWED'],
    ['an ideographic stop', 'https://127\u30020\u30020\u30021:PORT', 'HOST_NOT_ALLOWED'],
    ['an escaped slash', 'https://127.0.0.1%2f.getdbt.com', 'HOST_NOT_ALLOWED'],
    ['plain http', 'http://cloud.getdbt.com', 'HOST_NOT_ALLOWED'],
    ['a backslash', 'http://127.0.0.1:PORT\\.getdbt.com', 'INVALID_INPUT'],
    ['a tab', 'http://127.0.0.1:PORT\t.getdbt.com', 'INVALID_INPUT'],
    ['a line break', 'https://cloud.getdbt.com\r\nHost: evil.example', 'INVALID_INPUT'],
    ['a null character', 'https://127.0.0.1\u0000.getdbt.com', 'INVALID_INPUT'],
    ['an invisible character', 'https://cloud.get\u200bdbt.com', 'INVALID_INPUT'],
    ['another protocol', 'file:///etc/passwd', 'INVALID_INPUT'],
    ['no protocol but slashes', '//127.0.0.1:PORT', 'INVALID_INPUT'],
    ['a port that is none', 'cloud.getdbt.com:99999', 'INVALID_INPUT'],
  ])('%s: %j', async (_, form, code) => {
    const thief = await startThief();
    const graph = await startGraph({ DBT_ALLOWED_HOSTS: 'https://dbt.example.com' });
    const admin = adminOf(graph);
    const typed = form.replace('PORT', String(thief.port));
    const inputs = [
      { apiHost: typed, serviceToken: TOKEN, environmentIds: ['834'] },
      { apiHost: 'dbt.example.com', discoveryUrl: typed, serviceToken: TOKEN, environmentIds: ['834'] },
    ];
    for (const [position, input] of inputs.entries()) {
      const field = ['input', position === 0 ? 'apiHost' : 'discoveryUrl'];
      for (const { userErrors } of [await admin.configure(input), await admin.verify(input)]) {
        expect(userErrors).toEqual([{ code, field, message: expect.any(String) }]);
        expect(userErrors[0].message).not.toContain(typed.trim());
      }
    }
    expect(thief.heard).toEqual([]);
    expect(await admin.get()).toBeNull();
  });
});

it.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is never followed, neither when saving nor when reading',
  async (status) => {
    const thief = await startThief();
    const dbt = await startDiscovery({ token: TOKEN });
    const { origin, echo } = await startEchoingDbt(dbt.adminUrl);
    const redirect = () => ({ status, headers: { location: `${thief.origin}/graphql` }, body: '' });
    echo(redirect);
    // Even where the operator trusts the target: nobody has asked for the token to go there.
    const graph = await startGraph({ DBT_ALLOWED_HOSTS: [origin, thief.origin].join() });
    const admin = adminOf(graph);
    for (const environmentIds of [['834'], null]) {
      expect(await admin.configure({ apiHost: origin, serviceToken: TOKEN, environmentIds })).toMatchObject({
        integration: null,
        userErrors: [{ code: 'HOST_UNREACHABLE', message: expect.stringContaining('redirect') }],
      });
    }
    echo(null);
    const { userErrors } = await admin.configure({
      apiHost: origin,
      serviceToken: TOKEN,
      environmentIds: ['834'],
    });
    expect(userErrors).toEqual([]);
    echo(redirect);
    expect(await readTable(graph)).toMatchObject({ status: 'UNAVAILABLE', codes: ['DBT_RESPONSE_INVALID'] });
    expect(thief.heard).toEqual([]);
  },
);

it('a stored token does not leave its host, however the change is written', async () => {
  const thief = await startThief();
  const dbt = await startDiscovery({ token: TOKEN });
  const graph = await startGraph({
    DBT_ALLOWED_HOSTS: [dbt.adminUrl, thief.origin, `https://127.0.0.1:${dbt.port}`].join(),
  });
  const admin = adminOf(graph);
  await admin.configure({ apiHost: dbt.adminUrl, serviceToken: TOKEN });
  await indexRead(graph.url);
  const integration = await admin.get();
  dbt.requests.clear();
  const changes = [
    { apiHost: thief.origin },
    { apiHost: thief.origin, serviceToken: null },
    { apiHost: thief.origin, discoveryUrl: dbt.url },
    { apiHost: thief.origin, expectedRevision: 1 },
    { apiHost: `  ${thief.origin.toUpperCase()}/deploy/71/projects/5` },
    { apiHost: dbt.adminUrl, discoveryUrl: `${thief.origin}/graphql` },
    { apiHost: dbt.adminUrl, discoveryUrl: thief.origin },
    { apiHost: dbt.adminUrl, discoveryUrl: `${dbt.adminUrl}/beta/graphql` },
    { apiHost: `https://127.0.0.1:${dbt.port}` },
  ];
  for (const change of changes) {
    const required = [{ code: 'TOKEN_REQUIRED', field: ['input', 'serviceToken'] }];
    expect((await admin.verify(change)).userErrors).toMatchObject(required);
    expect((await admin.configure(change)).userErrors).toMatchObject(required);
  }
  // A blank token is a mistake, and no wish to keep the stored one.
  for (const serviceToken of ['', '  ']) {
    const { userErrors } = await admin.configure({ apiHost: thief.origin, serviceToken });
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'serviceToken'] }]);
  }
  expect([thief.heard, dbt.requests.all()]).toEqual([[], []]);
  expect(await admin.get()).toEqual(integration);
});

it('a name that was public when it was saved and means this machine now is not connected to', async () => {
  const thief = await startThief();
  const answers: LookupAddress[][] = [
    [{ address: '127.0.0.1', family: 4 }],
    [{ address: '::1', family: 6 }],
    [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
    [{ address: '::ffff:7f00:1', family: 6 }],
    [{ address: '10.0.0.1', family: 4 }],
  ];
  const lookups = answers.length;
  let asked = 0;
  const dispatcher = createGuardedAgent({
    allowedHosts: new Set(),
    lookup: async () => {
      asked += 1;
      return answers.shift() ?? [];
    },
  });
  onTestFinished(() => dispatcher.destroy());
  const http = createDbtHttp({ dispatcher });
  const url = `https://ab123.us1.dbt.com:${thief.port}/graphql`;
  for (let call = 0; call < lookups; call += 1) {
    const signal = AbortSignal.timeout(PATIENT_MS);
    await expect(http({ method: 'POST', url, body: '{}', serviceToken: TOKEN, signal })).rejects.toThrow(
      'resolves to an address that is not public',
    );
  }
  expect({ asked, heard: thief.heard }).toEqual({ asked: lookups, heard: [] });
});
