import { expect, test } from 'vitest';
import { usage } from '../../../discovery/flags.ts';
import { readSettings } from '../../../discovery/settings.ts';

const read = (...args: string[]) => readSettings(args, {});

test('flags are checked all at once', () => {
  expect(() => read('--port', 'many', '--poll', '0', '--environment', 'x')).toThrow(
    [
      '--port must be a number from 0 to 65535, not "many"',
      '--poll must be a number from 1 to 86400, not "0"',
      '--environment must look like 834=path/to/artifacts, not "x"',
      '--token (or DISCOVERY_TOKEN) is needed and must not hold blanks',
    ].join('\n'),
  );
  expect(() => read('--token', 'T')).toThrow('at least one --environment');
  expect(() => read('--token', 'T', '--environment', '1=a', '--environment', '1=b')).toThrow('once');
  expect(() => read('--no-such-flag')).toThrow('--no-such-flag');
  expect(() => read('stray')).toThrow('stray');
});

test('flags with their defaults', () => {
  expect(readSettings(['--environment', '834=a=b'], { DISCOVERY_TOKEN: 'from-environment' })).toEqual({
    environments: [{ id: 834, artifactsPath: 'a=b' }],
    token: 'from-environment',
    port: 4010,
    host: '127.0.0.1',
    watch: false,
    pollSeconds: 30,
    statePath: 'data/discovery.sqlite',
  });
  expect(read('--help')).toBe('help');
});

test('every flag reaches the program, and the help text knows it', () => {
  const args = [
    ...['--environment', '834=s3://bucket/prod', '--environment', '912=https://host/dbt/?sig=x'],
    ...['--environment', '7', '--header-file', '912=headers.txt', '--token', 'T', '--push-token', 'P'],
    ...['--push-token', '834=P834', '--port', '0', '--host', '0.0.0.0', '--state', ':memory:'],
    ...['--target', '834=prod', '--docs-url', '912=https://host/docs/'],
    ...['--poll', '5', '--watch', '--wait', '--allow-other-project'],
  ];
  expect(read(...args)).toEqual({
    environments: [
      { id: 834, artifactsPath: 's3://bucket/prod', target: 'prod', pushToken: 'P834' },
      {
        id: 912,
        artifactsPath: 'https://host/dbt/?sig=x',
        headerFile: 'headers.txt',
        docsUrl: 'https://host/docs/',
      },
      { id: 7 },
    ],
    token: 'T',
    pushToken: 'P',
    port: 0,
    host: '0.0.0.0',
    statePath: ':memory:',
    pollSeconds: 5,
    watch: true,
    wait: true,
    allowOtherProject: true,
  });
  const flags = args.filter((arg) => arg.startsWith('--'));
  const help = usage('npm run discovery --');
  expect(flags.filter((flag) => !help.includes(`  ${flag} `) && !help.includes(`${flag}\n`))).toEqual([]);
});

test.each([
  ['a bucket of Google', ['1=gs://bucket/x'], 'AWS_ENDPOINT_URL_S3=https://storage.googleapis.com'],
  [
    'a scheme that nobody reads',
    ['1=ftp://host/x'],
    'a source is a folder, s3://bucket/prefix or https://host/path/',
  ],
  ['a bucket without a name', ['1=s3:///prefix'], 'name the bucket'],
  ['a password in the address', ['1=https://me:hidden@host/x'], 'give a header file'],
  ['an address that can be read on the way', ['1=http://host/x'], 'use https'],
  ['nothing to read and nobody who may push', ['1'], 'without a push token nothing can be pushed to it'],
  [
    'headers for a folder',
    ['1=folder', '--header-file', '1=x'],
    'a header file is for a source https://…/ alone',
  ],
  ['headers for nobody', ['1=folder', '--header-file', '2=x'], 'no --environment has the id 2'],
  ['a push token for nobody', ['1=folder', '--push-token', '2=x'], 'no --environment has the id 2'],
  ['a push token that reads', ['1=folder', '--push-token', 'T'], 'another one than the token that reads'],
  ['two push tokens for all', ['1=folder', '--push-token', 'a', '--push-token', 'b'], 'may be given once'],
  [
    'a file and environments',
    ['1=folder', '--config', 'test/nothing.yaml'],
    'cannot read the configuration file',
  ],
])('refused, with what to do: %s', (_, args, message) => {
  const act = () => read('--token', 'T', '--environment', ...args);
  expect(act).toThrow(message);
  expect(act).not.toThrow('hidden');
});

test('the push token comes from the environment, too, and opens environments that have no source', () => {
  const settings = readSettings(['--environment', '834'], {
    DISCOVERY_TOKEN: 'T',
    DISCOVERY_PUSH_TOKEN: 'P',
  });
  expect(settings).toMatchObject({ environments: [{ id: 834 }], pushToken: 'P' });
});
