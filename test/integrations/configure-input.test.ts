import { expect, it } from 'vitest';
import type { IntegrationInput } from '../../src/integrations/input.ts';
import type { DbtIntegrationErrorCode } from '../../src/integrations/problem.ts';
import { admin } from './builders.ts';
import { createFixture, INPUT, TOKEN } from './service-fixture.ts';

type Row = readonly [
  title: string,
  input: IntegrationInput,
  code: DbtIntegrationErrorCode,
  field: string,
  message: string,
];

const NEW_TOKEN_REQUIRED =
  "A service token is needed to connect dbt. Make one in dbt's account settings and paste it here.";

const REFUSED_AT_ONCE: readonly Row[] = [
  ['no token', { apiHost: 'ab123.us1.dbt.com' }, 'TOKEN_REQUIRED', 'serviceToken', NEW_TOKEN_REQUIRED],
  [
    'a token that is null',
    { ...INPUT, serviceToken: null },
    'TOKEN_REQUIRED',
    'serviceToken',
    NEW_TOKEN_REQUIRED,
  ],
  [
    'a blank token',
    { ...INPUT, serviceToken: ' \n ' },
    'INVALID_INPUT',
    'serviceToken',
    'The service token is empty. Paste it, or leave it out to keep the stored one.',
  ],
  [
    'a token with its scheme',
    { ...INPUT, serviceToken: `Bearer ${TOKEN}` },
    'INVALID_INPUT',
    'serviceToken',
    'The service token contains blanks or characters that no dbt token has. Paste the token alone, without "Bearer".',
  ],
  [
    'a token with a line break in it',
    { ...INPUT, serviceToken: 'abc\r\nx-evil: 1' },
    'INVALID_INPUT',
    'serviceToken',
    'The service token contains blanks or characters that no dbt token has. Paste the token alone, without "Bearer".',
  ],
  [
    'an endless token',
    { ...INPUT, serviceToken: 'x'.repeat(2049) },
    'INVALID_INPUT',
    'serviceToken',
    'The service token is longer than 2048 characters.',
  ],
  [
    'a blank host',
    { ...INPUT, apiHost: '  ' },
    'INVALID_INPUT',
    'apiHost',
    "The API host is empty. Enter the host of your dbt account's access URL, e.g. ab123.us1.dbt.com.",
  ],
  [
    'an endless host',
    { ...INPUT, apiHost: 'x'.repeat(2049) },
    'INVALID_INPUT',
    'apiHost',
    'The API host is longer than 2048 characters.',
  ],
  ['a host that is not allowed', { ...INPUT, apiHost: 'bad' }, 'HOST_NOT_ALLOWED', 'apiHost', 'Not allowed.'],
  [
    'an endless Discovery URL',
    { ...INPUT, discoveryUrl: 'x'.repeat(2049) },
    'INVALID_INPUT',
    'discoveryUrl',
    'The Discovery URL is longer than 2048 characters.',
  ],
  [
    'an empty list of environments',
    { ...INPUT, environmentIds: [] },
    'INVALID_INPUT',
    'environmentIds',
    'No environment is given. Enter at least one id, or leave environmentIds out to take every production environment.',
  ],
  [
    'too many environments',
    { ...INPUT, environmentIds: Array.from({ length: 51 }, (_, n) => `${n + 1}`) },
    'INVALID_INPUT',
    'environmentIds',
    'More than 50 environments are given.',
  ],
  [
    'an environment that is no number',
    { ...INPUT, environmentIds: ['834', TOKEN] },
    'INVALID_INPUT',
    'environmentIds',
    "The second of environmentIds is no environment id. Enter the number that stands in the environment's address in dbt.",
  ],
  [
    'an environment by its name',
    { ...INPUT, environmentIds: [...Array.from({ length: 21 }, (_, n) => `${n + 1}`), 'Production EU'] },
    'INVALID_INPUT',
    'environmentIds',
    "The 22nd of environmentIds is no environment id. Enter the number that stands in the environment's address in dbt.",
  ],
  [
    'an environment twice',
    { ...INPUT, environmentIds: ['834', '835', ' 834'] },
    'INVALID_INPUT',
    'environmentIds',
    '`834` is given again as the third of environmentIds. Keep one of them: the order is the priority.',
  ],
  [
    'a negative revision',
    { ...INPUT, expectedRevision: -1 },
    'INVALID_INPUT',
    'expectedRevision',
    'expectedRevision is negative. Pass the revision that the integration was read with.',
  ],
  [
    'a revision where there is nothing',
    { ...INPUT, expectedRevision: 3 },
    'REVISION_CONFLICT',
    'expectedRevision',
    'Someone else changed the integration since it was read. Read it again, then repeat the change.',
  ],
];

it.each(REFUSED_AT_ONCE)('refuses %s before dbt is asked', async (_title, input, code, field, message) => {
  const { service, asked, changes } = createFixture();
  const result = await service.configure(admin, input);
  expect(result).toEqual({
    integration: null,
    userErrors: [{ code, field: ['input', field], message }],
    notes: [],
  });
  expect([asked, changes, await service.get(admin)]).toEqual([[], [], null]);
});

it('reports the problems of all fields at once, and repeats nothing that was typed', async () => {
  const { service } = createFixture();
  const secret = 'my secret token';
  const input = { serviceToken: secret, apiHost: '', environmentIds: [secret, 'x'], expectedRevision: -2 };
  const { userErrors } = await service.configure(admin, input);
  expect(userErrors.map(({ field }) => field?.[1])).toEqual([
    'serviceToken',
    'apiHost',
    'environmentIds',
    'environmentIds',
    'expectedRevision',
  ]);
  expect(JSON.stringify(userErrors)).not.toContain(secret);
});
