import { describe, expect, it } from 'vitest';
import {
  ADDRESS_DENIED,
  account,
  environment,
  errors,
  KNOWN,
  NO_DATA,
  NOT_FOUND,
  type Reply,
  startDbt,
} from './dbt-server.ts';
import {
  ADDRESS,
  CANNOT_LIST,
  CHECK_ADMIN,
  HOST,
  IDS,
  REJECTED,
  SERVICE_TOKEN,
  TOKEN,
  verify,
} from './verify.ts';

describe('environments typed by the admin', () => {
  it('are checked one by one and kept in order, with names where the token can list them', async () => {
    const dbt = await startDbt({
      admin: account([environment(834, 5), environment(835, 6, { deployment_type: 'staging' })]),
    });
    const result = await verify({ apiHost: dbt.origin, environmentIds: ['835', '834', '836'] });
    expect(result).toEqual({
      ok: true,
      host: {
        apiHost: new URL(dbt.origin).host,
        adminUrl: dbt.origin,
        discoveryUrl: `${dbt.origin}/graphql`,
      },
      environments: [
        {
          id: '835',
          name: 'Environment 835',
          projectId: '6',
          projectName: 'project_6',
          adapterType: 'snowflake',
          accountId: '71',
          deploymentType: 'staging',
          docsUrl: null,
        },
        {
          id: '834',
          name: 'Environment 834',
          projectId: '5',
          projectName: 'project_5',
          adapterType: 'snowflake',
          accountId: '71',
          deploymentType: 'production',
          docsUrl: null,
        },
        {
          ...{ id: '836', name: null, projectId: null, projectName: 'shop', adapterType: 'snowflake' },
          ...{ accountId: null, deploymentType: null, docsUrl: null },
        },
      ],
    });
    expect(dbt.calls.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
  });

  it.each<[string, Reply]>([
    ['may not list', NOT_FOUND],
    ['is refused by a broken Admin API', { status: 500, body: '' }],
  ])('need no names when the token %s', async (_, reply) => {
    const dbt = await startDbt({ admin: () => reply });
    expect(await verify({ apiHost: dbt.origin, environmentIds: ['834'] })).toMatchObject({
      ok: true,
      environments: [{ id: '834', name: null, projectName: 'shop' }],
    });
  });

  it.each<[string, unknown, string | null]>([
    ['a folder', 'https://docs.example.com/shop/', 'https://docs.example.com/shop/'],
    [
      'a page, by http',
      'http://docs.example.com/index.html#!/overview',
      'http://docs.example.com/index.html',
    ],
    ['nowhere', null, null],
    ['a script', 'javascript:alert(1)', null],
    ['a file', 'file:///etc/passwd', null],
    ['an address with a password', 'https://ana:secret@docs.example.com/', null],
    ['no address', 'docs', null],
    ['no text', { href: 'https://docs.example.com' }, null],
    ['an address without end', `https://docs.example.com/${'x'.repeat(3000)}`, null],
  ])('of dbt Core have no account, and their docs at %s', async (_, docs_url, docsUrl) => {
    const dbt = await startDbt({ admin: account([environment(834, 5, { docs_url })]) });
    const found = { id: '834', projectId: '5', accountId: null, deploymentType: 'production', docsUrl };
    for (const environmentIds of [null, ['834']])
      expect(await verify({ apiHost: dbt.origin, environmentIds })).toMatchObject({ environments: [found] });
  });

  it('are refused together when dbt does not know some', async () => {
    const dbt = await startDbt({ discovery: (id) => (id === '2' ? KNOWN : NO_DATA) });
    const { host } = new URL(dbt.origin);
    expect(await verify({ apiHost: dbt.origin, environmentIds: ['1', '2', '3'] })).toEqual({
      ok: false,
      errors: [
        {
          code: 'ENVIRONMENT_NOT_FOUND',
          field: IDS,
          message: `${host} has no data for environments 1, 3. Check the ids and the region of the API host, that they belong to this account as deployment environments, and that a job has run there.`,
        },
      ],
    });
  });

  it('on a host without a field of the question are asked for without it', async () => {
    const dbt = await startDbt({
      discovery: (_, query) =>
        query.includes('dbtProjectName')
          ? {
              ...errors(
                'Cannot query field "dbtProjectName" on type "Environment".',
                'GRAPHQL_VALIDATION_FAILED',
              ),
              status: 400,
            }
          : { body: { data: { environment: { __typename: 'Environment', adapterType: 'duckdb' } } } },
    });
    expect(await verify({ apiHost: dbt.origin, environmentIds: ['834'] })).toMatchObject({
      environments: [{ projectName: null, adapterType: 'duckdb' }],
    });
  });

  it('cost one call when the token is refused, however many there are', async () => {
    const dbt = await startDbt({ discovery: () => ({ status: 401, body: '' }) });
    await verify({
      apiHost: dbt.origin,
      environmentIds: Array.from({ length: 50 }, (_, index) => `${index + 1}`),
    });
    expect(dbt.calls).toHaveLength(1);
  });
});

describe('environments listed for the token', () => {
  it('are the active production ones of every page, by project, then id', async () => {
    const rows = [
      environment(1000, 7),
      environment(99, 7),
      environment(1, 7, { deployment_type: 'staging' }),
      environment(2, 7, { deployment_type: null }),
      environment(3, 7, { state: 2 }),
      environment(500, 3),
    ];
    for (const pageSize of [1, 2, 100]) {
      const dbt = await startDbt({ admin: account(rows, { pageSize }) });
      const result = await verify({ apiHost: dbt.origin });
      expect(result.ok && result.environments.map(({ id, projectName }) => [id, projectName])).toEqual([
        ['500', 'project_3'],
        ['99', 'project_7'],
        ['1000', 'project_7'],
      ]);
    }
  });

  it('are read project by project where the account is out of reach, and without names where the projects are', async () => {
    const rows = [environment(834, 5), environment(900, 6)];
    const byProject = await startDbt({ admin: account(rows, { hidden: /71\/environments/ }) });
    expect(await verify({ apiHost: byProject.origin })).toMatchObject({
      environments: [{ id: '834' }, { id: '900' }],
    });
    const nameless = await startDbt({ admin: account(rows, { hidden: /projects/ }) });
    expect(await verify({ apiHost: nameless.origin })).toMatchObject({
      environments: [{ id: '834', projectName: 'shop' }, { id: '900' }],
    });
  });

  it('are kept where no job has run yet, if another one answers', async () => {
    const dbt = await startDbt({
      admin: account([environment(1, 5), environment(2, 5)]),
      discovery: (id) => (id === '1' ? NO_DATA : KNOWN),
    });
    expect(await verify({ apiHost: dbt.origin })).toMatchObject({
      environments: [
        { id: '1', adapterType: null },
        { id: '2', adapterType: 'snowflake' },
      ],
    });
  });

  it.each<[string, (path: string) => Reply, string, readonly string[], string]>([
    [
      'no production environment',
      account([environment(1, 5, { deployment_type: 'staging' })]),
      'NO_ENVIRONMENTS',
      IDS,
      'This token can list no environment that is marked as production. Mark one as production in dbt, give the token access to its project, or enter environmentIds.',
    ],
    ['a token that sees no list at all', () => NOT_FOUND, 'PERMISSION_MISSING', IDS, CANNOT_LIST],
    [
      'a token that sees neither projects nor environments',
      account([environment(1, 5)], { hidden: /71/ }),
      'PERMISSION_MISSING',
      IDS,
      CANNOT_LIST,
    ],
    ['a plain 403', () => ({ status: 403, body: {} }), 'PERMISSION_MISSING', IDS, CANNOT_LIST],
    [
      'a token of no account',
      (path) => ({ ...account([])(path), body: { data: [] } }),
      'PERMISSION_MISSING',
      IDS,
      CANNOT_LIST,
    ],
    ['401', () => ({ status: 401, body: {} }), 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    [
      '429',
      () => ({ status: 429, body: '' }),
      'RATE_LIMITED',
      SERVICE_TOKEN,
      'dbt has had too many requests with this token. Try again in 5 minutes.',
    ],
    [
      'a list that never ends',
      () => ({ body: { data: [{ id: 1 }], extra: { pagination: { total_count: 9 } } } }),
      'HOST_UNREACHABLE',
      HOST,
      `HOST gave a list that does not end. ${CHECK_ADMIN}`,
    ],
    [
      'another API',
      () => ({ body: { hello: 'world' } }),
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered (200) with something that is no list of dbt's Admin API. ${CHECK_ADMIN}`,
    ],
    [
      'ids that are no ids',
      () => ({ body: { data: [{ id: '../../x' }] } }),
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered (200) with something that is no list of dbt's Admin API. ${CHECK_ADMIN}`,
    ],
    [
      'a web page, not found',
      () => ({ status: 404, body: '<html>' }),
      'HOST_UNREACHABLE',
      HOST,
      `HOST answered with a web page (404) where dbt answers with data; a proxy or a login page may stand in between. ${CHECK_ADMIN}`,
    ],
  ])('%s', async (_, admin, code, field, message) => {
    const dbt = await startDbt({ admin });
    const { host } = new URL(dbt.origin);
    expect(await verify({ apiHost: dbt.origin })).toEqual({
      ok: false,
      errors: [{ code, field, message: message.replace('HOST', host) }],
    });
  });

  it.each<[string, Reply, string, string]>([
    ['a bad token', { status: 401, body: '' }, 'TOKEN_REJECTED', REJECTED],
    ['an address outside the IP rules', ADDRESS_DENIED, 'TOKEN_REJECTED', ADDRESS],
    ['a token without any permission', errors('No.', 'FORBIDDEN'), 'PERMISSION_MISSING', CANNOT_LIST],
    ['a token for metadata only', NO_DATA, 'PERMISSION_MISSING', CANNOT_LIST],
    ['nothing sure', { status: 500, body: '' }, 'TOKEN_REJECTED', ADDRESS],
  ])('are denied in one form, and Discovery tells that it is about %s', async (_, reply, code, message) => {
    const dbt = await startDbt({ admin: () => ADDRESS_DENIED, discovery: () => reply });
    expect(await verify({ apiHost: dbt.origin })).toMatchObject({ errors: [{ code, message }] });
  });

  it('of which none has data', async () => {
    const dbt = await startDbt({
      admin: account([environment(1, 5), environment(2, 5)]),
      discovery: () => NO_DATA,
    });
    expect(await verify({ apiHost: dbt.origin })).toMatchObject({
      errors: [
        {
          code: 'NO_ENVIRONMENTS',
          message: `${new URL(dbt.origin).host} has no data for any of the 2 production environments yet. Run a job there, or enter environmentIds of environments in which jobs have run.`,
        },
      ],
    });
  });
});
