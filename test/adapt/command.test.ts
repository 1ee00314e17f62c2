import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readMapping } from '../../src/mapping/read-mapping.ts';
import { ownerText } from './ask.ts';

const COMMAND = fileURLToPath(new URL('../../commands/main.ts', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adapt-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('in an empty folder', () => {
  test('the mapping and the SDL are written, and what comes next is said', async () => {
    writeFileSync(join(folder, 'catalog.graphql'), ownerText('02'));
    const { code, stdout, stderr } = await run('--owner', 'catalog.graphql');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Tables: `Dataset`, by `database`, `schema`, `name`.');
    for (const composer of [
      '@apollo/composition',
      '@theguild/federation-composition',
      '@wundergraph/composition',
    ])
      expect(stdout).toContain(`${composer}: accepts`);
    expect(stdout).toContain('entity-mapping.yaml npm start');
    expect(stdout).toContain('rover subgraph publish');
    const mapping = readFileSync(join(folder, 'entity-mapping.yaml'), 'utf8');
    expect(mapping.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./node_modules/dbt-metadata-subgraph/schema/entity-mapping.schema.json',
    );
    expect(readMapping(mapping).tables.map(({ typeName }) => typeName)).toEqual(['Dataset']);
    expect(readFileSync(join(folder, 'dbt-subgraph.graphql'), 'utf8')).toContain('type Dataset @key');
  });

  test('a second run replaces what the first one wrote', async () => {
    writeFileSync(join(folder, 'catalog.graphql'), ownerText('02'));
    const args = ['--owner', 'catalog.graphql', '--out', 'm.yaml', '--schema-out', 's.graphql'];
    await run(...args);
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('Replaced: m.yaml');
    expect(readdirSync(folder).sort()).toEqual(['catalog.graphql', 'm.yaml', 's.graphql']);
  });

  test('--print writes nothing: the mapping alone is on standard output', async () => {
    writeFileSync(join(folder, 'catalog.graphql'), ownerText('06'));
    const { code, stdout, stderr } = await run('--owner', 'catalog.graphql', '--print');
    expect(code).toBe(0);
    expect(readMapping(stdout).tables).toHaveLength(1);
    expect(stderr).toContain('Tables: `Dataset`, by `urn`.');
    expect(readdirSync(folder)).toEqual(['catalog.graphql']);
  });

  test('nothing is written when nothing fits', async () => {
    writeFileSync(join(folder, 'restaurant.graphql'), ownerText('25'));
    const { code, stdout, stderr } = await run('--owner', 'restaurant.graphql');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('No type of this graph names relations of a warehouse.');
    expect(stderr).toContain('Nothing is written.');
    expect(readdirSync(folder)).toEqual(['restaurant.graphql']);
  });

  test('nothing is written when it does not compose', async () => {
    writeFileSync(join(folder, 'part.graphql'), `${ownerText('01')} extend type Table { owner: Person }`);
    const { code, stderr } = await run('--owner', 'part.graphql');
    expect(code).toBe(1);
    expect(stderr).toContain('refuses your schema by itself already, without this subgraph');
    expect(readdirSync(folder)).toEqual(['part.graphql']);
  });
});

describe('a command that cannot be followed', () => {
  test.each([
    [[], '--owner is missing'],
    [['--owner', 'none.graphql'], '--owner none.graphql cannot be read: there is no such file or folder.'],
    [['--owner', '.'], '--owner . cannot be read: it is a folder.'],
    [['--owner', 'a', '--without', 'rover'], '--without rover: this is none of the composers'],
  ])('%j', async (args, reason) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(reason);
  });

  test('a file that cannot be written', async () => {
    writeFileSync(join(folder, 'catalog.graphql'), ownerText('02'));
    const { code, stderr } = await run('--owner', 'catalog.graphql', '--out', 'nowhere/m.yaml');
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere/m.yaml cannot be written: there is no such file or folder.');
  });
});

test('--help explains every option', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const option of [
    '--owner',
    '--table',
    '--relation',
    '--pattern',
    '--example',
    '--environments-by',
    '--out',
  ])
    expect(stdout).toContain(option);
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [COMMAND, 'adapt', ...args],
      { cwd: folder },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
