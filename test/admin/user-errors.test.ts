import { GraphQLEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/schema.ts';
import {
  ADDRESS_DENIED,
  account,
  environment,
  errors,
  KNOWN,
  NO_DATA,
  type Reply,
  startDbt,
} from '../verify/dbt-server.ts';
import {
  ADDRESS,
  ASKED_THRICE,
  CANNOT_LIST,
  CHECK_ADMIN,
  CHECK_DISCOVERY,
  HOST,
  IDS,
  REJECTED,
  SERVICE_TOKEN,
  TOKEN,
  TRY_AGAIN,
  UNCLEAR,
} from '../verify/verify.ts';
import { type ExpectedProblem, expectProblem, WITH_IDS } from './expect-problem.ts';
import { adminOf, startDiscovery, startGraph } from './support.ts';

const seen = new Set<string>();

/** Remembers the code, so that the last test can tell which ones were never met. */
function refuses(
  host: string,
  input: Readonly<Record<string, unknown>>,
  problem: ExpectedProblem,
  allowed?: string,
) {
  seen.add(problem[0]);
  return expectProblem(host, input, problem, allowed);
}

const UNKNOWN =
  'HOST has no data for environment 834. Check the ids and the region of the API host, that it belongs to this account as deployment environment, and that a job has run there.';
const MAY_NOT_READ =
  'This token may not read metadata. Give it the permission set Metadata Only, Job Viewer or Account Viewer in dbt.';
const PAGE: Reply = {
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Sign in</title>',
};
const REDIRECT: Reply = { status: 302, headers: { location: 'https://login.example/' }, body: '' };
const LIMITED: Reply = { status: 429, headers: { 'retry-after': '90' }, body: '' };

describe('what dbt answers to typed environments', () => {
  it.each<[string, Reply, string, readonly string[], string]>([
    ['401', { status: 401, body: '' }, 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    ['403', { status: 403, body: '' }, 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    ['403 by an IP rule', ADDRESS_DENIED, 'TOKEN_REJECTED', SERVICE_TOKEN, ADDRESS],
    [
      '200 with an error about the token',
      errors(`Invalid token ${TOKEN}`),
      'TOKEN_REJECTED',
      SERVICE_TOKEN,
      REJECTED,
    ],
    ['200 with "unauthorized"', errors('Unauthorized'), 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    ['200 with "forbidden"', errors('Forbidden'), 'PERMISSION_MISSING', SERVICE_TOKEN, MAY_NOT_READ],
    ['an unknown environment, or a wrong region', NO_DATA, 'ENVIRONMENT_NOT_FOUND', IDS, UNKNOWN],
    [
      '429 with a wait',
      LIMITED,
      'RATE_LIMITED',
      SERVICE_TOKEN,
      'dbt has had too many requests with this token. Try again in 90 seconds.',
    ],
    [
      '429 without',
      { status: 429, body: '' },
      'RATE_LIMITED',
      SERVICE_TOKEN,
      'dbt has had too many requests with this token. Try again in 5 minutes.',
    ],
    [
      'the page of a proxy',
      PAGE,
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered with a web page (200) where dbt answers with data; a proxy or a login page may stand in between. ${CHECK_DISCOVERY}`,
    ],
    [
      'a redirect',
      REDIRECT,
      'HOST_UNREACHABLE',
      HOST,
      `HOST answers with a redirect (302), which is not followed: the token would go to another host. ${CHECK_DISCOVERY}`,
    ],
    [
      '500',
      { status: 500, body: '' },
      'HOST_UNREACHABLE',
      HOST,
      `HOST failed to answer (500). ${ASKED_THRICE} ${UNCLEAR}`,
    ],
    [
      '502',
      { status: 502, body: '' },
      'HOST_UNREACHABLE',
      HOST,
      `HOST failed to answer (502). ${ASKED_THRICE} ${TRY_AGAIN}`,
    ],
    [
      'a cut connection',
      'cut',
      'HOST_UNREACHABLE',
      HOST,
      `HOST cannot be reached: the connection was cut. ${ASKED_THRICE} ${TRY_AGAIN}`,
    ],
    [
      'an error that repeats the token',
      errors(`Timed out for ${TOKEN}`),
      'HOST_UNREACHABLE',
      HOST,
      `HOST could not answer: Timed out for ***. ${UNCLEAR}`,
    ],
  ])('%s', async (_, reply, code, field, message) => {
    const dbt = await startDbt({ discovery: () => reply });
    await refuses(dbt.origin, WITH_IDS, [code, field, message]);
  });
});

describe('what dbt answers to a list of environments', () => {
  const NONE =
    'This token can list no environment that is marked as production. Mark one as production in dbt, give the token access to its project, or enter environmentIds.';
  it.each<[string, (path: string) => Reply, string, readonly string[], string]>([
    ['401', () => ({ status: 401, body: '' }), 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    [
      '404, which means no permission',
      account([environment(834, 5)], { hidden: /71/ }),
      'PERMISSION_MISSING',
      IDS,
      CANNOT_LIST,
    ],
    [
      'no production environment',
      account([environment(1, 5, { deployment_type: 'staging' })]),
      'NO_ENVIRONMENTS',
      IDS,
      NONE,
    ],
    [
      'the page of a proxy',
      () => PAGE,
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered with a web page (200) where dbt answers with data; a proxy or a login page may stand in between. ${CHECK_ADMIN}`,
    ],
    [
      'a redirect',
      () => REDIRECT,
      'HOST_UNREACHABLE',
      HOST,
      `HOST answers with a redirect (302), which is not followed: the token would go to another host. ${CHECK_ADMIN}`,
    ],
    [
      '429',
      () => LIMITED,
      'RATE_LIMITED',
      SERVICE_TOKEN,
      'dbt has had too many requests with this token. Try again in 90 seconds.',
    ],
  ])('%s', async (_, admin, code, field, message) => {
    const dbt = await startDbt({ admin, discovery: () => KNOWN });
    await refuses(dbt.origin, {}, [code, field, message]);
  });

  it('403 by an IP rule, on both APIs', async () => {
    const dbt = await startDbt({ admin: () => ADDRESS_DENIED, discovery: () => ADDRESS_DENIED });
    await refuses(dbt.origin, {}, ['TOKEN_REJECTED', SERVICE_TOKEN, ADDRESS]);
  });

  it('environments without any data', async () => {
    const dbt = await startDbt({ admin: account([environment(834, 5)]), discovery: () => NO_DATA });
    await refuses(dbt.origin, {}, [
      'NO_ENVIRONMENTS',
      IDS,
      'HOST has no data for the production environment yet. Run a job there, or enter environmentIds of environments in which jobs have run.',
    ]);
  });
});

describe('over artifacts, with tokens of every permission', () => {
  it.each([
    ['full', 'wrong', WITH_IDS, 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    ['full', 'wrong', {}, 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    ['none', TOKEN, WITH_IDS, 'PERMISSION_MISSING', SERVICE_TOKEN, MAY_NOT_READ],
    ['none', TOKEN, {}, 'PERMISSION_MISSING', IDS, CANNOT_LIST],
    ['metadata-only', TOKEN, {}, 'PERMISSION_MISSING', IDS, CANNOT_LIST],
  ] as const)('%s, used as %s with %j', async (permission, serviceToken, more, code, field, message) => {
    const dbt = await startDiscovery({ tokens: [{ token: TOKEN, permission }] });
    await refuses(dbt.adminUrl, { serviceToken, ...more }, [code, field, message]);
  });

  it('one for metadata only is taken with environmentIds', async () => {
    const dbt = await startDiscovery({ tokens: [{ token: TOKEN, permission: 'metadata-only' }] });
    const admin = adminOf(await startGraph({ DBT_ALLOWED_HOSTS: dbt.adminUrl }));
    const { integration, userErrors } = await admin.configure({
      apiHost: dbt.adminUrl,
      serviceToken: TOKEN,
      ...WITH_IDS,
    });
    expect(userErrors).toEqual([]);
    expect(integration.environments).toMatchObject([
      { id: '834', projectName: 'shop', adapterType: 'duckdb' },
    ]);
  });
});

describe('before dbt is asked', () => {
  it('input, all problems at once', async () => {
    const admin = adminOf(await startGraph());
    const input = {
      serviceToken: 'my token',
      apiHost: ' ',
      discoveryUrl: 'https://evil.example',
      environmentIds: ['x', '1', '1'],
    };
    const invalid = (field: string, message: string) => ({
      code: 'INVALID_INPUT',
      field: ['input', field],
      message,
    });
    expect((await admin.configure(input)).userErrors).toEqual([
      invalid(
        'serviceToken',
        'The service token contains blanks or characters that no dbt token has. Paste the token alone, without "Bearer".',
      ),
      invalid(
        'apiHost',
        "The API host is empty. Enter the host of your dbt account's access URL, e.g. ab123.us1.dbt.com.",
      ),
      invalid(
        'environmentIds',
        "The first of environmentIds is no environment id. Enter the number that stands in the environment's address in dbt.",
      ),
      invalid(
        'environmentIds',
        '`1` is given again as the third of environmentIds. Keep one of them: the order is the priority.',
      ),
    ]);
    seen.add('INVALID_INPUT');
  });

  it('a token as the host', async () => {
    await refuses(
      'https://dbtc_a-token-that-is-typed-as-a-host.us1.dbt.com',
      WITH_IDS,
      [
        'INVALID_INPUT',
        HOST,
        'The host in apiHost has the form of a service token. Enter the token as serviceToken, and enter the access URL of your dbt account as apiHost, e.g. ab123.us1.dbt.com.',
      ],
      'dbt.example.com',
    );
  });

  it('a host that nobody allowed', async () => {
    await refuses(
      'https://evil.example',
      WITH_IDS,
      [
        'HOST_NOT_ALLOWED',
        HOST,
        "This host is neither one of dbt's own nor on the list of allowed hosts. Enter the access URL of your dbt account, e.g. ab123.us1.dbt.com, or have the operator add the host, with its port, to DBT_ALLOWED_HOSTS.",
      ],
      'dbt.example.com',
    );
  });

  it('no token, a revision that is not there, nothing to change', async () => {
    await refuses('https://ab123.us1.dbt.com', { serviceToken: null }, [
      'TOKEN_REQUIRED',
      SERVICE_TOKEN,
      "A service token is needed to connect dbt. Make one in dbt's account settings and paste it here.",
    ]);
    const admin = adminOf(await startGraph());
    const conflict = {
      code: 'REVISION_CONFLICT',
      field: ['input', 'expectedRevision'],
      message:
        'Someone else changed the integration since it was read. Read it again, then repeat the change.',
    };
    const input = { apiHost: 'ab123.us1.dbt.com', serviceToken: TOKEN, expectedRevision: 7 };
    expect(await admin.configure(input)).toEqual({ integration: null, userErrors: [conflict] });
    const missing = {
      code: 'NOT_CONFIGURED',
      field: null,
      message: 'dbt is not connected. Connect it with configureDbtIntegration first.',
    };
    for (const change of [admin.rotate(TOKEN), admin.setWebhookSecret('a-webhook-secret'), admin.refresh()]) {
      expect(await change).toEqual({ integration: null, userErrors: [missing] });
    }
    expect(await admin.remove()).toEqual({ removed: false, purgedEntries: 0, userErrors: [] });
    seen.add('REVISION_CONFLICT').add('NOT_CONFIGURED');
  });
});

it('has shown every code that the schema has', () => {
  const codes = createSchema().getType('DbtIntegrationErrorCode');
  if (!(codes instanceof GraphQLEnumType)) throw new Error('The schema has no such enum.');
  expect([...seen].sort()).toEqual(
    codes
      .getValues()
      .map(({ name }) => name)
      .sort(),
  );
});
