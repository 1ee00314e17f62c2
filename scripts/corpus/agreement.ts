import { startStack } from '../../test/support/start-stack.ts';
import { answerNodes } from './answered-nodes.ts';
import { answerColumns, columnStatuses, compareColumns, compareOtherColumnTexts } from './columns.ts';
import type { CorpusSet } from './corpus-set.ts';
import { compareDescriptions, compareOtherTexts } from './descriptions.ts';
import { compareHealth } from './health.ts';
import { compareRefreshTimes } from './refresh-times.ts';
import { compareCatalogSpellings, compareOtherSpellings, compareRelations } from './relations.ts';
import type { Row } from './row.ts';
import { compareStatuses } from './statuses.ts';
import { groupTables } from './tables.ts';
import { compareUpstream } from './upstream/compare-upstream.ts';
import { compareFreshness, compareTests } from './verdicts.ts';

export interface Agreement {
  readonly set: string;
  readonly adapterType: string;
  readonly rows: readonly Row[];
}

/** Serves one set, points the subgraph at it, and holds its answers against the counts. */
export async function measureAgreement(set: CorpusSet): Promise<Agreement> {
  await using stack = await startStack({
    environments: [{ id: 1, artifactsPath: set.folder }],
    now: () => set.nowMs,
  });
  const answered = await answerNodes(stack, set);
  const tables = groupTables(set, answered);
  const columns = await answerColumns(stack, set, answered, tables);
  const tableStatuses = tables.map(({ name, status, answer }) => ({
    item: name,
    expected: status,
    answered: answer.dbt.match.status,
  }));
  return {
    set: set.name,
    adapterType: set.adapterType,
    rows: [
      compareRelations(set, answered),
      ...(await compareCatalogSpellings(stack, set)),
      await compareOtherSpellings(stack, set),
      ...compareStatuses('tables', tableStatuses),
      ...compareStatuses('columns', columnStatuses(set, columns)),
      compareDescriptions(set, answered, tables),
      compareOtherTexts(tables),
      ...compareColumns(set, columns),
      compareOtherColumnTexts(set, columns),
      ...compareTests(set, answered),
      ...compareFreshness(set, answered),
      compareRefreshTimes(set, tables),
      ...compareHealth(set, tables),
      ...(await compareUpstream(stack, set, tables)),
    ],
  };
}
