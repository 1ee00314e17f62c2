import { describe, expect, it } from 'vitest';
import { parseAllowedHost } from '../../src/dbt/allowed-hosts.ts';
import { parseApiHost } from '../../src/dbt/hosts.ts';

function parse(input: string, allowed: readonly string[] = [], discoveryUrl: string | null = null) {
  const allowedHosts = new Set(allowed.map((entry) => parseAllowedHost(entry) ?? 'unusable'));
  return parseApiHost(input, { allowedHosts, discoveryUrl });
}

const DISCOVERY_URL_IS_TOKEN = {
  field: 'discoveryUrl',
  code: 'INVALID_INPUT',
  message:
    'The address in discoveryUrl has the form of a service token. Enter the token as serviceToken, and leave discoveryUrl out, or enter the Discovery URL that dbt shows.',
};

function host(apiHost: string, discoveryHost: string, scheme = 'https') {
  return {
    ok: true,
    host: {
      apiHost,
      adminUrl: `${scheme}://${apiHost}`,
      discoveryUrl: `${scheme}://${discoveryHost}/graphql`,
    },
  };
}

const CELL = host('ab123.us1.dbt.com', 'ab123.metadata.us1.dbt.com');
const LEGACY = host('cloud.getdbt.com', 'metadata.cloud.getdbt.com');

describe('what an admin pastes is normalised', () => {
  it.each([
    ['ab123.us1.dbt.com', CELL],
    ['https://ab123.us1.dbt.com', CELL],
    ['https://ab123.us1.dbt.com/', CELL],
    ['  HTTPS://AB123.US1.DBT.COM  ', CELL],
    ['https://ab123.us1.dbt.com:443', CELL],
    ['https://ab123.us1.dbt.com/deploy/71/projects/5', CELL],
    ['https://ab123.us1.dbt.com/settings/profile?tab=x#tokens', CELL],
    ['ab123.metadata.us1.dbt.com', CELL],
    ['https://ab123.metadata.us1.dbt.com/graphql', CELL],
    ['https://ab123.metadata.us1.dbt.com/beta/graphql/', CELL],
    ['metadata.ab123.us1.dbt.com', CELL],
    ['ab123.semantic-layer.us1.dbt.com', CELL],
    ['https://ab123.semantic-layer.us1.dbt.com:443/api/graphql', CELL],
    ['cloud.getdbt.com', LEGACY],
    ['metadata.cloud.getdbt.com', LEGACY],
    ['https://metadata.cloud.getdbt.com/graphql', LEGACY],
    ['semantic-layer.cloud.getdbt.com', LEGACY],
    ['emea.dbt.com', host('emea.dbt.com', 'metadata.emea.dbt.com')],
    ['metadata.emea.dbt.com', host('emea.dbt.com', 'metadata.emea.dbt.com')],
    ['au.dbt.com', host('au.dbt.com', 'metadata.au.dbt.com')],
    ['https://au.dbt.com/deploy/1', host('au.dbt.com', 'metadata.au.dbt.com')],
    ['acme.ab12.dbt.com', host('acme.ab12.dbt.com', 'acme.metadata.ab12.dbt.com')],
    ['acme.dbt.com', host('acme.dbt.com', 'acme.metadata.dbt.com')],
    ['acme.metadata.dbt.com', host('acme.dbt.com', 'acme.metadata.dbt.com')],
    ['acme.getdbt.com', host('acme.getdbt.com', 'metadata.acme.getdbt.com')],
    ['ab123.us1.dbt.com:8443', host('ab123.us1.dbt.com:8443', 'ab123.metadata.us1.dbt.com:8443')],
  ])('%s', (input, expected) => {
    expect(parse(input)).toEqual(expected);
  });

  it.each(['us1', 'eu1', 'au1', 'jp1', 'us2', 'eu2', 'au2', 'us3', 'eu3', 'eu4'])('region %s', (region) => {
    const expected = host(`ab123.${region}.dbt.com`, `ab123.metadata.${region}.dbt.com`);
    expect(parse(`https://ab123.${region}.dbt.com/`)).toEqual(expected);
    expect(parse(`https://ab123.metadata.${region}.dbt.com/graphql`)).toEqual(expected);
    expect(parse(`ab123.semantic-layer.${region}.dbt.com`)).toEqual(expected);
    expect(parse(`${region}.dbt.com`)).toMatchObject({ ok: false, problems: [{ code: 'INVALID_INPUT' }] });
  });
});

describe('hosts of the operator', () => {
  it.each([
    ['localhost:4010', ['http://localhost:4010'], host('localhost:4010', 'localhost:4010', 'http')],
    ['http://LOCALHOST:4010/x', ['http://localhost:4010'], host('localhost:4010', 'localhost:4010', 'http')],
    ['http://127.0.0.1:4010', ['http://127.0.0.1:4010'], host('127.0.0.1:4010', '127.0.0.1:4010', 'http')],
    ['https://[::1]:4010', ['https://[::1]:4010'], host('[::1]:4010', '[::1]:4010')],
    [
      'https://dbt.example.com',
      ['dbt.example.com', 'metadata.dbt.example.com'],
      host('dbt.example.com', 'metadata.dbt.example.com'),
    ],
    [
      'https://metadata.dbt.example.com/graphql',
      ['https://dbt.example.com/', 'https://metadata.dbt.example.com'],
      host('dbt.example.com', 'metadata.dbt.example.com'),
    ],
    [
      'dbt.example.com:8443',
      ['dbt.example.com:8443', 'metadata.dbt.example.com:8443'],
      host('dbt.example.com:8443', 'metadata.dbt.example.com:8443'),
    ],
  ])('%s with %j', (input, allowed, expected) => {
    expect(parse(input, allowed)).toEqual(expected);
  });

  it.each([
    ['https://localhost:4010', ['http://localhost:4010']],
    ['http://localhost:4011', ['http://localhost:4010']],
    ['http://localhost', ['http://localhost:4010']],
    ['http://dbt.example.com', ['dbt.example.com']],
    ['dbt.example.com:8443', ['dbt.example.com']],
    ['sub.dbt.example.com', ['dbt.example.com']],
    ['http://127.0.0.2:4010', ['http://127.0.0.1:4010']],
    ['http://2130706433:4010', ['http://127.0.0.1:4010']],
  ])('%s is another host than %j', (input, allowed) => {
    expect(parse(input, allowed)).toMatchObject({
      ok: false,
      problems: [{ field: 'apiHost', code: 'HOST_NOT_ALLOWED' }],
    });
  });

  it('asks for the derived Discovery host on the list too, unless it is given', () => {
    expect(parse('dbt.example.com', ['dbt.example.com'])).toEqual({
      ok: false,
      problems: [
        {
          field: 'apiHost',
          code: 'HOST_NOT_ALLOWED',
          message:
            'The Discovery API of this host is expected at https://metadata.dbt.example.com, which is not on the list of allowed hosts. Have the operator add it to DBT_ALLOWED_HOSTS, or enter discoveryUrl.',
        },
      ],
    });
    expect(parse('dbt.example.com', ['dbt.example.com'], 'https://dbt.example.com/graphql')).toMatchObject({
      ok: true,
      host: { discoveryUrl: 'https://dbt.example.com/graphql' },
    });
  });
});

describe('discoveryUrl', () => {
  it.each([
    ['https://ab123.metadata.us1.dbt.com/graphql', 'https://ab123.metadata.us1.dbt.com/graphql'],
    ['ab123.metadata.us1.dbt.com', 'https://ab123.metadata.us1.dbt.com/graphql'],
    ['HTTPS://ab123.metadata.us1.dbt.com:443/graphql/', 'https://ab123.metadata.us1.dbt.com/graphql'],
    ['https://ab123.metadata.us1.dbt.com/beta/graphql', 'https://ab123.metadata.us1.dbt.com/beta/graphql'],
    ['  ', 'https://metadata.cloud.getdbt.com/graphql'],
  ])('%s', (typed, expected) => {
    expect(parse('cloud.getdbt.com', [], typed)).toMatchObject({
      ok: true,
      host: { discoveryUrl: expected },
    });
  });

  it.each([
    ['https://evil.example/graphql', 'HOST_NOT_ALLOWED'],
    ['https://metadata.evildbt.com/graphql', 'HOST_NOT_ALLOWED'],
    ['http://metadata.cloud.getdbt.com/graphql', 'HOST_NOT_ALLOWED'],
    ['https://metadata.cloud.getdbt.com@evil.example/graphql', 'HOST_NOT_ALLOWED'],
    ['https://metadata.cloud.getdbt.com/graphql?x=1', 'INVALID_INPUT'],
    ['https://metadata.cloud.getdbt.com/a/../graphql', 'INVALID_INPUT'],
    ['https://metadata.cloud.getdbt.com/%2e%2e/graphql', 'INVALID_INPUT'],
  ])('%s is refused', (typed, code) => {
    expect(parse('cloud.getdbt.com', [], typed)).toMatchObject({
      ok: false,
      problems: [{ field: 'discoveryUrl', code }],
    });
  });

  it('is reported beside a wrong host', () => {
    expect(parse('evil.example', [], 'evil.example')).toMatchObject({
      problems: [{ field: 'apiHost' }, { field: 'discoveryUrl' }],
    });
  });
});

describe('disguised hosts are refused, and never repeated', () => {
  it.each([
    ['http://cloud.getdbt.com', 'HOST_NOT_ALLOWED'],
    ['https://cloud.getdbt.com@evil.example', 'HOST_NOT_ALLOWED'],
    ['https://user:secret@cloud.getdbt.com', 'HOST_NOT_ALLOWED'],
    ['https://cloud.getdbt.com.evil.example', 'HOST_NOT_ALLOWED'],
    ['https://dbt.com.evil.example', 'HOST_NOT_ALLOWED'],
    ['https://evildbt.com', 'HOST_NOT_ALLOWED'],
    ['https://evilgetdbt.com', 'HOST_NOT_ALLOWED'],
    ['https://acme.evildbt.com', 'HOST_NOT_ALLOWED'],
    ['https://acme.us1.evilgetdbt.com', 'HOST_NOT_ALLOWED'],
    ['https://dbt.com', 'HOST_NOT_ALLOWED'],
    ['https://metadata.dbt.com', 'HOST_NOT_ALLOWED'],
    ['cloud.getdbt.com.', 'HOST_NOT_ALLOWED'],
    ['https://cloud.getdbt.com./graphql', 'HOST_NOT_ALLOWED'],
    ['127.0.0.1', 'HOST_NOT_ALLOWED'],
    ['https://10.0.0.1', 'HOST_NOT_ALLOWED'],
    ['https://169.254.169.254/latest', 'HOST_NOT_ALLOWED'],
    ['https://8.8.8.8', 'HOST_NOT_ALLOWED'],
    ['https://2130706433', 'HOST_NOT_ALLOWED'],
    ['https://0177.0.0.1', 'HOST_NOT_ALLOWED'],
    ['https://0x7f000001', 'HOST_NOT_ALLOWED'],
    ['https://127.1', 'HOST_NOT_ALLOWED'],
    ['https://0x7f.0x0.0x0.0x1', 'HOST_NOT_ALLOWED'],
    ['https://[::1]', 'HOST_NOT_ALLOWED'],
    ['https://[::ffff:127.0.0.1]', 'HOST_NOT_ALLOWED'],
    ['https://[fe80::1%25eth0]', 'HOST_NOT_ALLOWED'],
    ['::1', 'HOST_NOT_ALLOWED'],
    ['https://xn--dbt-8na.com', 'HOST_NOT_ALLOWED'],
    ['https://cloud.getdbt.cоm', 'HOST_NOT_ALLOWED'],
    ['https://cloud。getdbt.com', 'HOST_NOT_ALLOWED'],
    ['https://ｃloud.getdbt.com', 'HOST_NOT_ALLOWED'],
    ['https://evil.example%2f.dbt.com', 'HOST_NOT_ALLOWED'],
    ['localhost', 'HOST_NOT_ALLOWED'],
    ['metadata.google.internal', 'HOST_NOT_ALLOWED'],
    ['https://evil.example\\.dbt.com', 'INVALID_INPUT'],
    ['https:\\\\evil.example\\.dbt.com', 'INVALID_INPUT'],
    ['https://evil.example\t.dbt.com', 'INVALID_INPUT'],
    ['https://evil.example\n.dbt.com', 'INVALID_INPUT'],
    ['cloud.getdbt.com\u0000.evil.example', 'INVALID_INPUT'],
    ['cloud.get\u200bdbt.com', 'INVALID_INPUT'],
    ['cloud.getdbt.com evil.example', 'INVALID_INPUT'],
    ['ftp://cloud.getdbt.com', 'INVALID_INPUT'],
    ['file:///etc/passwd', 'INVALID_INPUT'],
    ['//evil.example', 'INVALID_INPUT'],
    ['https://', 'INVALID_INPUT'],
    ['', 'INVALID_INPUT'],
    ['a..dbt.com', 'INVALID_INPUT'],
    ['-a.us1.dbt.com', 'INVALID_INPUT'],
    [`${'a'.repeat(64)}.dbt.com`, 'INVALID_INPUT'],
    ['cloud.getdbt.com:0', 'INVALID_INPUT'],
    ['cloud.getdbt.com:65536', 'INVALID_INPUT'],
    ['cloud.getdbt.com:https', 'INVALID_INPUT'],
    ['https://[2001:0db8:85a3:0000:0000:8a2e:0370:7334]', 'HOST_NOT_ALLOWED'],
  ])('%j', (input, code) => {
    const parsed = parse(input);
    expect(parsed).toMatchObject({ ok: false, problems: [{ field: 'apiHost', code }] });
    const [problem] = parsed.ok ? [] : parsed.problems;
    if (input.length > 20) expect(problem?.message).not.toContain(input.trim());
  });
});

const RANDOM = 'k3J9xQ2mZ7pL4vT8bN1cR6wY5sD0fGhA';
const HEX = '0f3a9c71d2e84b65a7c0913f5e8d2b46a1c7e9f0';

describe('a token in the place of a host is no host, and never repeated', () => {
  it.each([
    'dbtc_a_token_in_the_wrong_field',
    'dbtu_4kP',
    'https://dbtc_4kP.us1.dbt.com',
    'https://DBTC_4kP.US1.DBT.COM/settings',
    'https://ab123.dbtc_4kP.dbt.com',
    'https://metadata.dbtc_4kP.us1.dbt.com:8443/graphql',
    'dbtc_4kP.getdbt.com:443',
    'dbtx_4kP.dbt.example.com',
    'my_account.us1.dbt.com',
    `dbtc-${'a'.repeat(16)}.us1.dbt.com`,
    `dbtc${RANDOM}.us1.dbt.com`,
    `${RANDOM}.us1.dbt.com`,
    `${RANDOM.slice(0, 16)}-${RANDOM.slice(16)}.us1.dbt.com`,
    `https://${HEX}.getdbt.com`,
    HEX,
  ])('%s', (typed) => {
    expect(parse(typed)).toEqual({
      ok: false,
      problems: [
        {
          field: 'apiHost',
          code: 'INVALID_INPUT',
          message:
            'The host in apiHost has the form of a service token. Enter the token as serviceToken, and enter the access URL of your dbt account as apiHost, e.g. ab123.us1.dbt.com.',
        },
      ],
    });
    expect(parse('cloud.getdbt.com', [], typed)).toEqual({ ok: false, problems: [DISCOVERY_URL_IS_TOKEN] });
  });

  it.each([
    'https://ab123.metadata.us1.dbt.com/dbtc_4kP',
    'https://ab123.metadata.us1.dbt.com/graphql/DBTU_4kP/',
    `https://ab123.metadata.us1.dbt.com/${HEX}/graphql`,
    'https://ab123.metadata.us1.dbt.com/graphql?token=dbtc_4kP',
    'https://ab123.metadata.us1.dbt.com#dbtc_4kP',
    'https://proxy.example.com/dbtc_4kP/graphql',
  ])('as the path %s', (typed) => {
    expect(parse('cloud.getdbt.com', ['proxy.example.com'], typed)).toEqual({
      ok: false,
      problems: [DISCOVERY_URL_IS_TOKEN],
    });
  });

  it.each([
    ['https://dbtc_4kP@ab123.us1.dbt.com', 'HOST_NOT_ALLOWED'],
    ['https://:dbtc_4kP@ab123.us1.dbt.com', 'HOST_NOT_ALLOWED'],
    ['ab123.us1.dbt.com:dbtc_4kP', 'INVALID_INPUT'],
    ['dbtc_4kP://ab123.us1.dbt.com', 'INVALID_INPUT'],
  ])('as another part of %s', (typed, code) => {
    for (const parsed of [parse(typed), parse('cloud.getdbt.com', [], typed)]) {
      expect(parsed).toMatchObject({ ok: false, problems: [{ code }] });
      expect(JSON.stringify(parsed)).not.toContain('4kP');
    }
  });

  it.each(['/dbtc_4kP', '?token=dbtc_4kP', '#dbtc_4kP'])('is dropped behind a host, as %s', (end) => {
    expect(parse(`https://ab123.us1.dbt.com${end}`)).toEqual(CELL);
  });
});

describe('a name that only resembles a token is a host', () => {
  it.each([
    'dbt-prod.us1.dbt.com',
    'dbtc-prod.us1.dbt.com',
    'dbtlabs.us1.dbt.com',
    'dbt1c.us1.dbt.com',
    'a1b2c3d4e5.us1.dbt.com',
    'international-business-data-platform-production.us1.dbt.com',
    'internationalbusinessdataplatformproduction.us1.dbt.com',
    'acme-holding-data-platform-eu-west-1-2026.eu1.dbt.com',
  ])('%s', (typed) => {
    expect(parse(typed)).toMatchObject({ ok: true, host: { apiHost: typed } });
  });

  it('whatever its form when the operator has listed it, and so may be a path of that host', () => {
    const name = `${HEX}.proxy.example.com`;
    expect(parse(name, [name], `https://${name}/${HEX}/graphql`)).toMatchObject({
      ok: true,
      host: { apiHost: name, discoveryUrl: `https://${name}/${HEX}/graphql` },
    });
  });
});

it.each([
  ['more labels than a name has', `${'a.'.repeat(200)}dbt.com`],
  ['100,000 characters', 'a'.repeat(100_000)],
])('an address of %s is refused', (_, input) => {
  expect(parse(input)).toMatchObject({ ok: false, problems: [{ field: 'apiHost', code: 'INVALID_INPUT' }] });
});

describe('entries of the list', () => {
  it.each([
    ['dbt.example.com', 'https://dbt.example.com'],
    ['DBT.Example.com:443', 'https://dbt.example.com'],
    ['http://localhost:4010', 'http://localhost:4010'],
    ['http://10.0.0.1', 'http://10.0.0.1'],
    ['[::1]:80', 'https://[::1]:80'],
    ['https://dbt.example.com/', 'https://dbt.example.com'],
    ['https://dbt.example.com/path', null],
    ['*.example.com', null],
    ['dbt.example.com.', null],
    ['2130706433', null],
    ['user@dbt.example.com', null],
    ['', null],
  ])('%s', (entry, origin) => {
    expect(parseAllowedHost(entry)).toBe(origin);
  });
});
