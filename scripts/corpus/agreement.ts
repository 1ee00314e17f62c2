import { startStack } from '../../test/support/start-stack.ts';
import { answerNodes } from './answered-nodes.ts';
import { compareColumns } from './columns.ts';
import { compareDescriptions } from './descriptions.ts';
import type { CorpusSet } from './read-set.ts';
import { compareCatalogSpellings, compareOtherSpellings, compareRelations } from './relations.ts';
import type { Row } from './row.ts';
import { compareFreshness, compareTests } from './verdicts.ts';

export interface Agreement {
  readonly set: string;
  readonly adapterType: string;
  readonly rows: readonly Row[];
}

/** Serves one set, points the subgraph at it, and holds its answers against the counts. */
export async function measureAgreement(set: CorpusSet): Promise<Agreement> {
  await using stack = await startStack({ environments: [{ id: 1, artifactsPath: set.folder }] });
  const answered = await answerNodes(stack, set);
  return {
    set: set.name,
    adapterType: set.adapterType,
    rows: [
      compareRelations(set, answered),
      ...(await compareCatalogSpellings(stack, set)),
      await compareOtherSpellings(stack, set),
      compareDescriptions(set, answered),
      ...(await compareColumns(stack, set, answered)),
      ...compareTests(set, answered),
      ...compareFreshness(set, answered),
    ],
  };
}
