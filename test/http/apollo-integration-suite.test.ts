import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const MIN_PASSED = 240;

/** Tests that cannot pass, each with its reason. */
const EXCLUDED: Readonly<Record<string, string>> = {
  'lockstep versioning of @apollo/server and @apollo/server-integration-testsuite':
    'the suite brings a copy of @apollo/server of its own version, and this project runs a newer patch release',
};

interface JestReport {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** The suite is written for Jest and its globals, so Jest runs it, in a process of its own. */
async function runSuite(): Promise<JestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'integration-suite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const report = join(folder, 'report.json');
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      createRequire(import.meta.url).resolve('jest/bin/jest'),
      '--config=test/http/integration-suite/jest.config.json',
      '--runInBand',
      '--silent',
      '--json',
      `--outputFile=${report}`,
      `--cacheDirectory=${folder}`,
    ],
    { cwd: ROOT, env, stdio: 'ignore' },
  );
  onTestFinished(() => {
    child.kill();
  });
  await once(child, 'exit');
  return JSON.parse(readFileSync(report, 'utf8'));
}

test("Apollo's integration suite passes against this project's handler", { timeout: 240_000 }, async () => {
  const { numPassedTests, numPendingTests, testResults } = await runSuite();
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = results.filter(({ status }) => status === 'failed').map(({ title }) => title);
  console.info(
    `Apollo's integration suite: ${numPassedTests} passed, ${numPendingTests} skipped by the suite itself, ${failed.length} failed`,
  );
  for (const [title, reason] of Object.entries(EXCLUDED)) console.info(`Excluded: ${title} (${reason})`);
  const messages = testResults.map(({ message }) => message).join('\n');
  expect(
    failed.filter((title) => !Object.hasOwn(EXCLUDED, title)),
    messages,
  ).toEqual([]);
  expect(numPassedTests).toBeGreaterThanOrEqual(MIN_PASSED);
});
