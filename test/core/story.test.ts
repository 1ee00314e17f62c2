import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiscoveryServer } from '../../discovery/server.ts';
import { installObjectStore } from '../support/object-store/install.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { installDbt } from './dbt/install.ts';
import { type RecordedStep, recordStory } from './dbt/record.ts';
import { STORY } from './dbt/story.ts';
import { expectedPages } from './expected.ts';
import { type Page, readPage, TABLES } from './page.ts';
import { bucketWay, folderWay, pushWay, type Way } from './ways.ts';

const dbt = await installDbt();
if (typeof dbt === 'string') process.stderr.write(`test/core/story.test.ts: skipped, ${dbt}\n`);

const { modules, missing } = await installObjectStore();
if (missing !== null) {
  process.stderr.write(`test/core/story.test.ts: skipped from an S3 server, ${missing}\n`);
}

interface NamedWay {
  readonly name: string;
  /** Null where it cannot be had on this machine. */
  readonly open: (() => Promise<Way>) | null;
}

const WAYS: readonly NamedWay[] = [
  { name: 'from a folder that is watched', open: folderWay },
  { name: 'by a push after each command', open: pushWay },
  { name: 'through an S3 server', open: modules === null ? null : () => bucketWay(modules) },
];

describe.skipIf(typeof dbt === 'string')('a dbt Core project', () => {
  let story: readonly RecordedStep[] = [];
  let pages: ReadonlyMap<string, Page> = new Map();

  beforeAll(async () => {
    if (typeof dbt === 'string') return;
    const folder = mkdtempSync(join(tmpdir(), 'dbt-story-'));
    try {
      story = await recordStory(dbt, folder);
      pages = expectedPages(story);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  describe.each(WAYS)('$name', ({ open }) => {
    let way: Way;
    let stack: Stack;
    let taken = 0;

    beforeAll(async () => {
      if (open === null) return;
      way = await open();
      stack = await startStack({
        environments: [{ id: 834, ...way.environment }],
        discovery: way.discovery,
        gateway: 'apollo',
        catalog: TABLES,
        connect: false,
        // Every step reads everything anew.
        env: { DBT_REQUESTS_PER_MINUTE: '10000' },
      });
    });

    afterAll(async () => {
      await stack?.stop();
      await way?.[Symbol.asyncDispose]();
    });

    test.skipIf(open === null).each(STORY.map(({ name }) => name))(
      'is shown rightly after: %s',
      async (name) => {
        const isFirst = taken === 0;
        for (const written of story.find((step) => step.name === name)?.written ?? []) {
          await way.deliver(written, stack.discovery);
          taken += written.files.size;
          await expect.poll(() => artifactsTaken(stack.discovery), { interval: 20 }).toBe(taken);
        }
        if (isFirst) await stack.connect();
        expect(await readPage(stack)).toEqual(pages.get(name));
      },
    );
  });
});

/** Counts what was new, or was kept out as it is of another target; the program says so itself. */
async function artifactsTaken(program: DiscoveryServer): Promise<number> {
  const response = await fetch(`${program.adminUrl}/metrics`);
  const lines = (await response.text()).split('\n');
  const counts = lines.filter((line) =>
    /^dbt_core_artifacts_accepted_total\{.*outcome="(new|kept_out)"/.test(line),
  );
  return counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
