import { execFile } from 'node:child_process';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { expect, it } from 'vitest';

const COMMAND = resolve(import.meta.dirname, '../../commands/main.ts');
const OWNER = `type Query { sets: [Dataset!]! }
type Dataset @key(fields: "id") { id: ID! schema: String! name: String! }`;
const MAPPING = `tables: [{ type: Dataset, relation: { schema: schema, name: name } }]
owner: 'type Dataset { schema: String! name: String! }'
`;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a folder with these files. */
async function run(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  env = {},
): Promise<Outcome> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'schema-print-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  const { ENTITY_MAPPING: _, ...rest } = process.env;
  return await new Promise((done) => {
    const child = execFile(
      process.execPath,
      [COMMAND, 'schema', ...args],
      { cwd: folder.path, env: { ...rest, ...env } },
      (_error, stdout, stderr) => done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

it('prints what is served, alone on standard output', async () => {
  const { code, stdout, stderr } = await run([], { 'm.yaml': MAPPING }, { ENTITY_MAPPING: 'm.yaml' });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(buildSubgraphSchema([{ typeDefs: parse(stdout) }]).getType('Dataset')).toBeDefined();
  expect(stdout).not.toMatch(/^type (Table|Column) /m);
});

it('composes it with the owners first', async () => {
  const files = { 'm.yaml': MAPPING, 'owner.graphql': OWNER };
  const { code, stdout, stderr } = await run(['--mapping', 'm.yaml', '--check', 'owner.graphql'], files);
  expect(stderr).toBe(
    'composes: by @apollo/composition\ncomposes: by @theguild/federation-composition\ncomposes: by @wundergraph/composition\n',
  );
  expect(code).toBe(0);
  expect(stdout).toContain('type Dataset @key(fields: "schema name")');
});

it('prints nothing that does not compose', async () => {
  const { code, stdout, stderr } = await run(['--check', 'owner.graphql'], { 'owner.graphql': OWNER });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('DOES NOT COMPOSE: by @apollo/composition\n  ');
});

it('reads the owners as `adapt` does: what they define nowhere is left out, and said', async () => {
  const files = {
    'm.yaml': MAPPING,
    'owner.graphql': OWNER.replace('name: String!', 'name: String! @cacheControl'),
  };
  const { code, stderr } = await run(['--mapping', 'm.yaml', '--check', 'owner.graphql'], files);
  expect(code).toBe(0);
  expect(stderr).toContain('owner.graphql: `@cacheControl` is defined nowhere in it, and left out');
});

it('does not ask a composer that is left out', async () => {
  const files = { 'm.yaml': MAPPING, 'owner.graphql': OWNER };
  const args = ['--mapping', 'm.yaml', '--check', 'owner.graphql', '--without', 'theguild'];
  const { code, stderr } = await run(args, files);
  expect(code).toBe(0);
  expect(stderr).toBe('composes: by @apollo/composition\ncomposes: by @wundergraph/composition\n');
});

it('names files from where npm was called', async () => {
  const env = { npm_lifecycle_event: 'schema:print' };
  using elsewhere = mkdtempDisposableSync(join(tmpdir(), 'schema-print-'));
  writeFileSync(join(elsewhere.path, 'm.yaml'), MAPPING);
  const { code, stdout } = await run(['--mapping', 'm.yaml'], {}, { ...env, INIT_CWD: elsewhere.path });
  expect(code).toBe(0);
  expect(stdout).toContain('type Dataset @key(fields: "schema name")');
});

it.each([
  {
    args: ['--check', 'm.yaml'],
    file: 'type {',
    says: 'm.yaml, line 1, column 6: this is no GraphQL schema.',
  },
  { args: ['--check', 'm.yaml'], file: '{"data":{}}', says: 'm.yaml is JSON, as introspection answers.' },
  { args: ['--without', 'rover'], file: '', says: '--without rover: this is none of the composers' },
  { args: ['--mapping', 'm.yaml'], file: 'tables: []\n', says: 'line 1: `tables` is empty.' },
  {
    args: ['--mapping', 'nowhere.yaml'],
    file: '',
    says: 'The mapping file nowhere.yaml is not there.',
  },
  { args: ['--check', 'nowhere.graphql'], file: '', says: 'nowhere.graphql cannot be read.' },
])('$args is refused in words', async ({ args, file, says }) => {
  const { code, stdout, stderr } = await run(args, { 'm.yaml': file });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr).not.toContain('    at ');
});
