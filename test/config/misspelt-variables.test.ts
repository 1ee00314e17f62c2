import { expect, test, vi } from 'vitest';
import { misspeltVariables } from '../../src/misspelt-variables.ts';
import { runNode } from '../commands/run-program.ts';

// A process loads all its modules: on a busy machine that alone takes half a minute.
vi.setConfig({ testTimeout: 120_000 });

test.each([
  ['DBT_ALLOWED_HOST', 'DBT_ALLOWED_HOSTS'],
  ['DBT_ALLOW_HOST', 'DBT_ALLOWED_HOSTS'],
  ['dbt_deadline_ms', 'DBT_DEADLINE_MS'],
  ['LIMIT_REFERENCE', 'LIMIT_REFERENCES'],
  ['JWT_JKWS_URL', 'JWT_JWKS_URL'],
  ['JWT_ISUER', 'JWT_ISSUER'],
  ['CONSOLE_OIDC_ISSUE', 'CONSOLE_OIDC_ISSUER'],
  ['ENCRYPTION_KEY', 'ENCRYPTION_KEYS'],
  ['LOGLEVEL', 'LOG_LEVEL'],
])('%s is told apart from %s', (name, nearest) => {
  expect(misspeltVariables({ [name]: 'secret-value' })).toEqual([
    `${name} is not a variable of this program; did you mean ${nearest}?`,
  ]);
});

test('variables of this program, of dbt and of others are left alone, whatever the mode', () => {
  const env = {
    AUTH_MODE: 'none',
    JWT_JWKS_URL: 'https://idp/keys',
    CONSOLE_OIDC_CLIENT_ID: 'console',
    DBT_PROFILES_DIR: '.',
    DBT_TARGET: 'prod',
    DBT_HOST: 'cloud.getdbt.com',
    DBT_CLOUD_PROJECT_ID: '1',
    DBT_LOG_LEVEL: 'info',
    PATH: '/bin',
    HOME: '/root',
    POST: 'x',
    HOSTNAME: 'here',
    JWT_SECRET: 's',
    CONSOLE_COLORS: '1',
    PUBLIC_KEY: 'k',
    NODE_ENV: 'production',
    OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector:4318/v1/metrics',
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://collector:4318/v1/logs',
    OTEL_LOGS_EXPORTER: 'otlp',
  };
  expect(misspeltVariables(env)).toEqual([]);
});

test('an empty one counts as unset', () => {
  expect(misspeltVariables({ DBT_ALLOWED_HOST: ' ' })).toEqual([]);
});

test('a configuration that cannot be used names misspelt variables behind its problems, and no value', async () => {
  const { code, out, err } = await runNode(['src/main.ts'], { JWT_ISUER: 'secret-value' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(
    /- JWT_ISSUER is required[\s\S]+\nJWT_ISUER is not a variable of this program; did you mean JWT_ISSUER\?\n$/,
  );
  expect(err).not.toContain('secret-value');
});

test('a configuration that can be used leaves a warning for each in the log', async () => {
  const { out } = await runNode(['src/main.ts'], {
    AUTH_MODE: 'none',
    STORE_URL: 'sqlite://package.json/no-folder',
    DBT_ALLOWED_HOST: 'secret-value',
  });
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    {
      level: 'warn',
      msg: 'DBT_ALLOWED_HOST is not a variable of this program; did you mean DBT_ALLOWED_HOSTS?',
    },
  ]);
  expect(out).not.toContain('secret-value');
});

test('a variable that `discovery` would not read is named', async () => {
  const { code, err } = await runNode(['discovery/main.ts', '--environment', '1=x'], {
    DISCOVERY_TOKN: 'secret-value',
  });
  expect(code).toBe(1);
  expect(err).toContain('DISCOVERY_TOKN is not a variable of this program; did you mean DISCOVERY_TOKEN?\n');
  expect(err).not.toContain('secret-value');
});
