import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConfigError, parseConfig } from '../../src/config.ts';
import { readConsoleFiles } from '../../src/http/console-files.ts';

const JWT = {
  JWT_JWKS_URL: 'https://id.example/jwks',
  JWT_ISSUER: 'https://id.example',
  JWT_AUDIENCE: 'dbt',
};
const PROVIDER = { CONSOLE_OIDC_ISSUER: 'https://id.example/', CONSOLE_OIDC_CLIENT_ID: 'page' };

function consoleOf(env: Readonly<Record<string, string>>) {
  return parseConfig({ ...JWT, ...env }).console;
}

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    consoleOf(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('The console', () => {
  test('is off unless CONSOLE is true, whatever else is set', () => {
    expect(consoleOf({})).toBeNull();
    expect(consoleOf({ CONSOLE: 'false', ...PROVIDER })).toBeNull();
    expect(consoleOf({ CONSOLE: 'true' })).toEqual({ signIn: null });
  });

  test('signs in where it is told to, asking for the admin scope', () => {
    expect(consoleOf({ CONSOLE: 'true', ...PROVIDER, ADMIN_SCOPE: 'metadata.admin' })).toEqual({
      signIn: {
        issuer: 'https://id.example/',
        clientId: 'page',
        scope: 'openid metadata.admin',
        audience: null,
      },
    });
  });

  test('asks for other scopes and an audience where the provider needs them', () => {
    const env = {
      CONSOLE_OIDC_SCOPE: 'openid offline_access api://dbt/admin',
      CONSOLE_OIDC_AUDIENCE: 'https://api.example',
    };
    expect(consoleOf({ CONSOLE: 'true', ...PROVIDER, ...env })?.signIn).toMatchObject({
      scope: 'openid offline_access api://dbt/admin',
      audience: 'https://api.example',
    });
  });

  test('takes an issuer by http:// on loopback only', () => {
    const issuer = (text: string) => ({ CONSOLE: 'true', ...PROVIDER, CONSOLE_OIDC_ISSUER: text });
    expect(problemsOf(issuer('http://127.0.0.1:8080/realms/a'))).toEqual([]);
    const message =
      'CONSOLE_OIDC_ISSUER must be the https:// address of an issuer (http:// only on loopback), without credentials and query.';
    for (const text of [
      'http://id.example',
      'id.example',
      'https://a:b@id.example',
      'https://id.example?x=1',
    ]) {
      expect(problemsOf(issuer(text)), text).toEqual([message]);
    }
  });

  test.each([
    [{ CONSOLE: 'yes' }, ['CONSOLE must be true or false.']],
    [
      { CONSOLE: 'true', CONSOLE_OIDC_ISSUER: 'https://id.example' },
      [
        'CONSOLE_OIDC_CLIENT_ID is required with CONSOLE_OIDC_ISSUER: register the console at the identity provider as a public client (a single-page application) and set it to its id.',
      ],
    ],
    [
      { CONSOLE: 'true', CONSOLE_OIDC_SCOPE: 'openid' },
      [
        'CONSOLE_OIDC_ISSUER is required with CONSOLE_OIDC_SCOPE: set it to the address of the identity provider, as its discovery document writes `issuer`.',
        'CONSOLE_OIDC_CLIENT_ID is required with CONSOLE_OIDC_SCOPE: register the console at the identity provider as a public client (a single-page application) and set it to its id.',
      ],
    ],
    [
      { CONSOLE: 'true', ...PROVIDER, CONSOLE_OIDC_SCOPE: 'openid "x"' },
      ['CONSOLE_OIDC_SCOPE must be scopes with blanks between, such as `openid dbt:admin`.'],
    ],
    [
      { CONSOLE: 'true', ...PROVIDER, AUTH_MODE: 'none' },
      [
        'CONSOLE_OIDC_ISSUER, CONSOLE_OIDC_CLIENT_ID are for AUTH_MODE=jwt: with AUTH_MODE=none the console asks for no token. Unset them, or set AUTH_MODE=jwt.',
      ],
    ],
  ] as const)('says what is wrong, and what to do: %o', (env, problems) => {
    expect(problemsOf(env)).toEqual(problems);
  });

  test('ends the start where its page was not built, and says how to build it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'console-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await expect(readConsoleFiles(folder)).rejects.toThrow(
      new ConfigError([
        'CONSOLE=true needs the built page, and `console/dist` has none. Build it with `npm run build:console`, or unset CONSOLE.',
      ]),
    );
    await expect(readConsoleFiles(join(folder, 'missing'))).rejects.toThrow('npm run build:console');
  });
});
