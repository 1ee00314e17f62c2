import { createServer } from 'node:https';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../hosts/certificate.ts';
import { listen } from '../hosts/loopback-server.ts';
import { ADDRESS_DENIED, account, environment, errors, NO_DATA, type Reply, startDbt } from './dbt-server.ts';
import {
  ADDRESS,
  ASKED_THRICE,
  CHECK_DISCOVERY,
  HOST,
  IDS,
  REJECTED,
  SERVICE_TOKEN,
  TOKEN,
  TRY_AGAIN,
  UNCLEAR,
  verify,
} from './verify.ts';

describe('what Discovery answers', () => {
  const PAGE = '<!doctype html><title>Sign in</title>';
  const READ_PERMISSION =
    'This token may not read metadata. Give it the permission set Metadata Only, Job Viewer or Account Viewer in dbt.';
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
    [
      '200 with the code UNAUTHENTICATED',
      errors('No.', 'UNAUTHENTICATED'),
      'TOKEN_REJECTED',
      SERVICE_TOKEN,
      REJECTED,
    ],
    ['200 with "forbidden"', errors('Forbidden'), 'PERMISSION_MISSING', SERVICE_TOKEN, READ_PERMISSION],
    [
      '200 with "permission"',
      errors('You lack the permission for this.'),
      'PERMISSION_MISSING',
      SERVICE_TOKEN,
      READ_PERMISSION,
    ],
    [
      '429 with seconds',
      { status: 429, headers: { 'retry-after': '60' }, body: '' },
      'RATE_LIMITED',
      SERVICE_TOKEN,
      'dbt has had too many requests with this token. Try again in 60 seconds.',
    ],
    [
      '429 with a date',
      { status: 429, headers: { 'retry-after': 'Tue, 03 Feb 2026 04:09:06 GMT' }, body: '' },
      'RATE_LIMITED',
      SERVICE_TOKEN,
      'dbt has had too many requests with this token. Try again in 4 minutes.',
    ],
    [
      '429 with neither',
      { status: 429, headers: { 'retry-after': 'soon' }, body: '' },
      'RATE_LIMITED',
      SERVICE_TOKEN,
      'dbt has had too many requests with this token. Try again in 5 minutes.',
    ],
    [
      '404',
      { status: 404, body: PAGE },
      'HOST_UNREACHABLE',
      HOST,
      `HOST has no Discovery API at this address (404). ${CHECK_DISCOVERY}`,
    ],
    [
      '500',
      { status: 500, body: PAGE },
      'HOST_UNREACHABLE',
      HOST,
      `HOST failed to answer (500). ${ASKED_THRICE} ${UNCLEAR}`,
    ],
    ...[408, 502, 503, 504].map((status): [string, Reply, string, readonly string[], string] => [
      `${status}`,
      { status, body: PAGE },
      'HOST_UNREACHABLE',
      HOST,
      `HOST failed to answer (${status}). ${ASKED_THRICE} ${TRY_AGAIN}`,
    ]),
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
      'HOST_UNREACHABLE',
      HOST,
      `HOST answers with a redirect (302), which is not followed: the token would go to another host. ${CHECK_DISCOVERY}`,
    ],
    [
      'the page of a proxy',
      { headers: { 'content-type': 'text/html' }, body: PAGE },
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered with a web page (200) where dbt answers with data; a proxy or a login page may stand in between. ${CHECK_DISCOVERY}`,
    ],
    [
      'half a JSON',
      { body: '{"data":{"environment":' },
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered (200) with something that is no whole JSON. ${ASKED_THRICE} ${UNCLEAR}`,
    ],
    [
      'JSON of something else',
      { body: [1] },
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered (200) with something that is no answer of dbt's Discovery API. ${CHECK_DISCOVERY}`,
    ],
    [
      'another GraphQL API',
      { ...errors('Cannot query field "environment" on type "Query".'), status: 400 },
      'HOST_UNREACHABLE',
      HOST,
      `HOST answers GraphQL, but not as dbt's Discovery API does. ${CHECK_DISCOVERY}`,
    ],
    [
      'data with errors beside it',
      {
        body: {
          data: { environment: { adapterType: 'x' } },
          errors: [{ message: `Timed out\n for ${TOKEN}` }],
        },
      },
      'HOST_UNREACHABLE',
      HOST,
      `HOST could not answer: Timed out for ***. ${UNCLEAR}`,
    ],
    [
      "an internal error in dbt's own form",
      errors('Something broke', 'INTERNAL_SERVER_ERROR'),
      'HOST_UNREACHABLE',
      HOST,
      `HOST could not answer: Something broke. ${ASKED_THRICE} ${TRY_AGAIN}`,
    ],
    [
      'a cut connection',
      'cut',
      'HOST_UNREACHABLE',
      HOST,
      `HOST cannot be reached: the connection was cut. ${ASKED_THRICE} ${TRY_AGAIN}`,
    ],
    [
      'no data (a wrong region looks like this)',
      NO_DATA,
      'ENVIRONMENT_NOT_FOUND',
      IDS,
      'HOST has no data for environment 834. Check the ids and the region of the API host, that it belongs to this account as deployment environment, and that a job has run there.',
    ],
    [
      'null for the environment',
      { body: { data: { environment: null } } },
      'ENVIRONMENT_NOT_FOUND',
      IDS,
      'HOST has no data for environment 834. Check the ids and the region of the API host, that it belongs to this account as deployment environment, and that a job has run there.',
    ],
  ])('%s', async (_, reply, code, field, message) => {
    const dbt = await startDbt({ discovery: () => reply });
    const { host } = new URL(dbt.origin);
    const result = await verify({ apiHost: dbt.origin, environmentIds: ['834'] });
    expect(result).toEqual({ ok: false, errors: [{ code, field, message: message.replace('HOST', host) }] });
    expect(JSON.stringify(result)).not.toContain(TOKEN);
  });

  it('nothing, until time is up', async () => {
    const dbt = await startDbt({ discovery: () => 'hang' });
    const result = await verify({ apiHost: dbt.origin, environmentIds: ['834'] }, { deadlineMs: 200 });
    expect(result).toMatchObject({
      errors: [
        {
          code: 'HOST_UNREACHABLE',
          field: HOST,
          message: `${new URL(dbt.origin).host} did not answer in time. ${TRY_AGAIN}`,
        },
      ],
    });
  });

  it('nothing, on a port where nobody listens', async () => {
    const result = await verify({ apiHost: 'http://127.0.0.1:1', environmentIds: ['834'] });
    expect(result).toMatchObject({
      errors: [
        {
          code: 'HOST_UNREACHABLE',
          field: HOST,
          message: `127.0.0.1:1 cannot be reached: the connection was refused. ${CHECK_DISCOVERY}`,
        },
      ],
    });
  });

  it('is blamed on discoveryUrl where that was typed', async () => {
    const dbt = await startDbt({ admin: account([environment(834, 5)]) });
    const broken = await startDbt({ discovery: () => ({ status: 404, body: '' }) });
    const allowed = [dbt.origin, broken.origin];
    const result = await verify(
      { apiHost: dbt.origin, discoveryUrl: `${broken.origin}/graphql` },
      { allowed },
    );
    expect(result).toMatchObject({
      errors: [{ code: 'HOST_UNREACHABLE', field: ['input', 'discoveryUrl'] }],
    });
  });

  it('through a certificate that nobody vouches for', async ({ skip }) => {
    const certificate = makeCertificate('IP:127.0.0.1');
    if (certificate === null) return skip('openssl is not installed');
    const { origin } = await listen(createServer(certificate), 'https');
    const result = await verify({ apiHost: origin, environmentIds: ['834'] });
    expect(result).toMatchObject({
      errors: [{ code: 'HOST_UNREACHABLE', field: HOST, message: expect.stringMatching(/certificate|CERT/) }],
    });
  });
});
