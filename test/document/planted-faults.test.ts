import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SITUATIONS, type SituationName } from './comparison.ts';
import { FAULTS_OF_THE_ENTITIES } from './planted/entity-faults.ts';
import { FAULTS_OF_THE_DOCUMENT, type PlantedFault } from './planted/faults.ts';
import type { Finding, Search } from './planted/search.ts';

/** What a loaded machine may take for one of them; a calm one takes half a second. */
const TIMEOUT_MS = 240_000;

let searcher: ChildProcess;
let ended: Promise<never>;

beforeAll(() => {
  searcher = fork(fileURLToPath(new URL('planted/search.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  ended = once(searcher, 'exit').then(([code]) => {
    throw new Error(`The search ended: ${code}`);
  });
  ended.catch(() => {});
});

afterAll(async () => {
  if (searcher.exitCode !== null) return;
  searcher.disconnect();
  await once(searcher, 'exit');
});

async function search(wanted: Search): Promise<Finding> {
  const answered = new Promise<{ readonly finding: Finding; readonly error?: string }>((resolve) => {
    searcher.once('message', resolve);
  });
  searcher.send(wanted);
  const { finding, error } = await Promise.race([answered, ended]);
  if (error !== undefined) throw new Error(error);
  return finding;
}

const PARTS = Object.entries({ ...FAULTS_OF_THE_DOCUMENT, ...FAULTS_OF_THE_ENTITIES });

describe.each(PARTS)('a fault of %s is found by generated requests:', (_part, faults) => {
  test.each<PlantedFault>([...faults])(
    '$title',
    async ({ title: _, situation = 'answers', ...fault }) => {
      const finding = await search({ situation, fault });
      expect(finding).not.toBeNull();
      expect(finding?.answered).not.toBe(finding?.expected);
    },
    TIMEOUT_MS,
  );
});

describe('without a fault nothing is found', () => {
  test.each(Object.keys(SITUATIONS) as SituationName[])(
    'in the situation %s',
    async (situation) => {
      expect(await search({ situation, fault: null })).toBeNull();
    },
    TIMEOUT_MS,
  );
});
