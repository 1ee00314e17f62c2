import type { Stack } from '../../../test/support/start-stack.ts';
import { askEntities, toTable } from '../answers.ts';
import type { Segments } from '../spelling.ts';

/** What the subgraph says stands above one table; null where the table matches nothing. */
export type UpstreamAnswer = {
  readonly dataAsOf: string | null;
  readonly reason: string | null;
  readonly sourceStatus: string | null;
  readonly sourceCount: number;
  readonly unknownSources: number;
  readonly sources: readonly {
    readonly node: { readonly uniqueId: string };
    readonly maxLoadedAt: string | null;
    readonly status: string | null;
  }[];
  readonly failing: readonly { readonly node: { readonly uniqueId: string }; readonly distance: number }[];
} | null;

/** Each source that is asked for counts among what one request may cost. */
const MOST_SOURCES = 300;
const TABLES_PER_REQUEST = 200;

export async function askUpstream(
  stack: Stack,
  relations: readonly Segments[],
): Promise<readonly UpstreamAnswer[]> {
  const selection = `... on Table { dbt { upstream { dataAsOf reason sourceStatus sourceCount unknownSources
    sources(first: ${MOST_SOURCES}) { node { uniqueId } maxLoadedAt status } failing { node { uniqueId } distance } } } }`;
  const answers = await askEntities<{ readonly dbt: { readonly upstream: UpstreamAnswer } }>(
    stack,
    relations.map(toTable),
    selection,
    TABLES_PER_REQUEST,
  );
  return answers.map(({ dbt }) => dbt.upstream);
}
