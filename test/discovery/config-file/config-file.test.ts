import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { configSchemaText } from '../../../discovery/config-file/json-schema.ts';
import { readConfig } from '../../../discovery/config-file/read-config.ts';
import { readSettings } from '../../../discovery/settings.ts';

const VARIABLES = {
  DISCOVERY_TOKEN: 'reads',
  SECOND: 'reads-too',
  PUSH: 'pushes',
  SHOP_PUSH: 'pushes-shop',
  WEBHOOK: 'signs',
  BUCKET: 'artifacts',
};

const WHOLE = `
# yaml-language-server: $schema=schema/discovery-config.schema.json
host: 0.0.0.0
port: 0
state: data/state.sqlite
poll: 5
watch: false
wait: true
allowOtherProject: true
token: \${DISCOVERY_TOKEN}
tokens:
  - token: \${SECOND}
    permission: metadata-only
pushToken: \${PUSH}
environments:
  - id: 834
    name: Shop
    type: production
    project: { name: shop, id: 12 }
    source: s3://\${BUCKET}/prod
    target: prod
    docsUrl: https://docs.example.com/shop
    pushToken: \${SHOP_PUSH}
    notify:
      url: http://localhost:4001/webhooks/dbt/1
      secret: \${WEBHOOK}
  - id: 835
    type: staging
    source: target
  - id: 836
    type: development
    source: https://files.example.com/dbt/?sig=\${WEBHOOK}
    headerFile: headers.txt
  - id: 837
    type: general
`;

const read = (text: string, variables: Record<string, string> = VARIABLES) =>
  readConfig('/etc/dbt/discovery.yaml', text, variables);

test('every field of the file reaches the program; paths are meant from where the file stands', () => {
  expect(read(WHOLE)).toEqual({
    host: '0.0.0.0',
    port: 0,
    statePath: '/etc/dbt/data/state.sqlite',
    pollSeconds: 5,
    watch: false,
    wait: true,
    allowOtherProject: true,
    token: 'reads',
    tokens: [{ token: 'reads-too', permission: 'metadata-only' }],
    pushToken: 'pushes',
    environments: [
      {
        id: 834,
        name: 'Shop',
        type: 'deployment',
        deploymentType: 'production',
        projectName: 'shop',
        projectId: 12,
        artifactsPath: 's3://artifacts/prod',
        target: 'prod',
        docsUrl: 'https://docs.example.com/shop',
        pushToken: 'pushes-shop',
        notify: { url: 'http://localhost:4001/webhooks/dbt/1', secret: 'signs' },
      },
      { id: 835, type: 'deployment', deploymentType: 'staging', artifactsPath: '/etc/dbt/target' },
      {
        id: 836,
        type: 'development',
        deploymentType: null,
        artifactsPath: 'https://files.example.com/dbt/?sig=signs',
        headerFile: '/etc/dbt/headers.txt',
      },
      { id: 837, type: 'deployment', deploymentType: null },
    ],
  });
});

test('the shortest file: watched, with the tokens of the environment', () => {
  const variables = { DISCOVERY_TOKEN: 'reads', DISCOVERY_PUSH_TOKEN: 'pushes' };
  expect(read('environments: [{ id: 1 }]', variables)).toEqual({
    environments: [{ id: 1 }],
    tokens: [],
    token: 'reads',
    pushToken: 'pushes',
    watch: true,
  });
});

const NAME_A_VARIABLE = `must name a variable of the environment, as in \${DISCOVERY_TOKEN}: a file is copied and kept, and secrets do not belong there`;

test('what is wrong with the form is said at once, each with its line and what to do', () => {
  const text = `
port: many
poll: 0
watcher: true
token: dbtc_written_here
tokens: [plain]
environments:
  - name: 834
    type: prod
    source: ''
  - id: 1.5
    notify: { url: x }
`;
  expect(() => read(text)).toThrow(
    [
      '/etc/dbt/discovery.yaml:2: `port` must be a number',
      '/etc/dbt/discovery.yaml:3: `poll` must be 1 or more',
      '/etc/dbt/discovery.yaml:4: `watcher` is no field of the file: look at the spelling, or leave it out',
      `/etc/dbt/discovery.yaml:5: \`token\` ${NAME_A_VARIABLE}`,
      `/etc/dbt/discovery.yaml:6: \`tokens[0]\` ${NAME_A_VARIABLE}`,
      '/etc/dbt/discovery.yaml:8: `environments[0].id` is missing: write a number',
      '/etc/dbt/discovery.yaml:8: `environments[0].name` must be text (in quotes where it looks like a number)',
      '/etc/dbt/discovery.yaml:9: `environments[0].type` must be one of production, staging, development, general',
      '/etc/dbt/discovery.yaml:10: `environments[0].source` must not be empty',
      '/etc/dbt/discovery.yaml:11: `environments[1].id` must be a whole number',
      '/etc/dbt/discovery.yaml:12: `environments[1].notify.secret` is missing: write text (in quotes where it looks like a number)',
    ].join('\n'),
  );
});

test('variables that are not set are named, all of them', () => {
  expect(() => read(WHOLE, { DISCOVERY_TOKEN: 'reads', PUSH: '' })).toThrow(
    /:12: the variable SECOND is not set.*\n.*:14: the variable PUSH is not set.*\n.*:20: the variable BUCKET[\s\S]*SHOP_PUSH[\s\S]*WEBHOOK/,
  );
  expect(() => read(`environments: [{ id: 1, source: "\${constructor}" }]`)).toThrow(
    'constructor is not set',
  );
});

test('a doubled sign keeps what looks like a variable', () => {
  const text = `environments: [{ id: 1, source: "s3://b/$$\{x}" }]`;
  expect(read(text).environments[0]?.artifactsPath).toBe(`s3://b/$\{x}`);
});

test('what cannot be served is said at once, with its line', () => {
  const text = `
token: \${DISCOVERY_TOKEN}
environments:
  - id: 1
    source: gs://bucket/x
  - id: 1
    source: target
    headerFile: x
    target: --target prod
    docsUrl: docs.example.com
    pushToken: \${DISCOVERY_TOKEN}
    notify:
      url: ftp://x
      secret: \${WEBHOOK}
  - id: 2
`;
  const lines = [
    /:5: gs:\/\/bucket\/x: Google's store is read as s3/,
    /:6: environment 1 is given twice/,
    /:8: environment 1: a header file is for a source https/,
    /:9: environment 1: a target is a name of profiles.yml, without blanks, not "--target prod"/,
    /:10: environment 1: the address of dbt docs must be http\(s\)/,
    /:11: a push token must be another one than the token that reads/,
    /:12: environment 1: the address to notify/,
    /:15: environment 2 has no source, and without a push token/,
  ];
  expect(() => read(text)).toThrow(new RegExp(lines.map(({ source }) => `.*${source}.*`).join('\n')));
  expect(() => read('environments: [{ id: 1, source: x }]', {})).toThrow('there is no token');
});

test.each([
  ['a tab', 'environments:\n\t- id: 1', ':2: indent with blanks'],
  ['a key twice', 'port: 1\nport: 2', ':2: this key stands there twice'],
  ['a bracket that stays open', 'environments: [', ':1: this is no YAML'],
  ['a variable between brackets', `tokens: [\${A}]`, `put \${NAME} into quotes`],
  ['nothing', '', ':1: the file must be a group of fields'],
  ['a list', '- id: 1', ':1: the file must be a group of fields'],
  [
    'a nest of aliases',
    `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]`,
    'aliases',
  ],
])('%s in place of a file is refused with its line', (_, text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('what follows from a fault in the indentation is not said, and keys that stand twice are', () => {
  const text = 'port: 1\nport: 2\nenvironments:\n  - id: 1\n   name: x\n   type: y\n   source: z\n';
  const failure = (() => {
    try {
      return read(text);
    } catch (error) {
      return error;
    }
  })();
  expect(String(failure).split('\n')).toEqual([
    expect.stringContaining(':2: this key stands there twice'),
    expect.stringContaining(': this is no YAML'),
  ]);
});

test('JSON is YAML: the file may be JSON', () => {
  expect(read('{"environments": [{"id": 1, "source": "s3://b"}]}').environments).toEqual([
    { id: 1, artifactsPath: 's3://b' },
  ]);
});

test('flags go before the file, and environments come from one of the two', () => {
  const folder = mkdtempSync(join(tmpdir(), 'discovery-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'discovery.yaml');
  writeFileSync(file, 'port: 1\npoll: 7\nenvironments: [{ id: 1, source: target }]');
  expect(readSettings(['--config', file, '--port', '2', '--state', ':memory:'], VARIABLES)).toEqual({
    environments: [{ id: 1, artifactsPath: join(folder, 'target') }],
    tokens: [],
    token: 'reads',
    port: 2,
    host: '127.0.0.1',
    pollSeconds: 7,
    statePath: ':memory:',
    watch: true,
  });
  expect(() => readSettings(['--config', file, '--environment', '1=x'], VARIABLES)).toThrow(
    '--environment, --token and --push-token go without --config',
  );
});

test('the JSON Schema for editors is the one that the form says: npm run discovery:schema', () => {
  const file = new URL('../../../schema/discovery-config.schema.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(configSchemaText());
});
