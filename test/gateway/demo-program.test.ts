import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

test('the demo, run once, prints one JSON document and ends with 0', async () => {
  // Rejects unless the exit code is 0.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['demo/main.ts', '--once'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const answer = JSON.parse(stdout);
  expect(Object.keys(answer)).toEqual(['data']);
  expect(answer.data.tables).toHaveLength(42);
  expect(answer.data.tables[0]).toMatchObject({
    database: 'warehouse',
    dbtTests: expect.any(Array),
    dbt: expect.any(Object),
    columns: expect.any(Array),
  });
  for (const part of ['Discovery API', 'dbt subgraph', 'catalogue subgraph', 'gateway', 'Connecting dbt']) {
    expect(stderr).toContain(part);
  }
});
