import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEMO_ENVIRONMENTS } from '../../demo/warehouse-environments.ts';
import { answerNodes } from '../../scripts/corpus/answered-nodes.ts';
import { compareHealth } from '../../scripts/corpus/health.ts';
import { readSet } from '../../scripts/corpus/read-set.ts';
import { unexplained } from '../../scripts/corpus/row.ts';
import { groupTables } from '../../scripts/corpus/tables.ts';
import { compareUpstream } from '../../scripts/corpus/upstream/compare-upstream.ts';
import { startStack } from '../support/start-stack.ts';

/** The real projects have no source that warns or is in error; those of the demo have. */
test.each([
  [834, ['ERROR', 'WARN', 'UNKNOWN', 'PASS']],
  [912, ['ERROR', 'PASS']],
])(
  'what is upstream in environment %i of the demo, and health, agree with what its files hold',
  async (id, verdicts) => {
    const folder = DEMO_ENVIRONMENTS.find((environment) => environment.id === id)?.folder ?? '';
    const counts = mkdtempSync(join(tmpdir(), 'demo-counts-'));
    writeFileSync(join(counts, 'counts.json'), '{}');
    const set = readSet(counts, String(id), folder);
    rmSync(counts, { recursive: true });
    await using stack = await startStack({
      environments: [{ id, artifactsPath: folder }],
      now: () => set.nowMs,
    });
    const tables = groupTables(set, await answerNodes(stack, set));
    const rows = await compareUpstream(stack, set, tables);
    expect(unexplained([...rows, ...compareHealth(set, tables)])).toEqual([]);
    const worst = rows.flatMap(
      ({ measure }) => /^tables whose worst source is (\w+)$/.exec(measure)?.[1] ?? [],
    );
    expect(worst).toEqual(verdicts);
  },
);
