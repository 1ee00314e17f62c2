import type { Row } from '../../support/rows.ts';
import type { Run } from '../../support/run.ts';
import { startSubgraph } from '../../support/subgraph.ts';
import { startDbt } from '../dbt.ts';
import { pageOf } from '../page.ts';
import { ENVIRONMENT_ID, SERVICE_TOKEN, TABLES_PER_PAGE } from '../settings.ts';

const LATENCY_MS = 700;
const ASK_WITHIN_MS = 20_000;
/** The five seconds of a caller, and what an answer of a hundred tables takes. */
const ANSWER_WITHIN_MS = 5500;
const LOADING = 'DBT_INDEX_LOADING';

interface Heard {
  readonly afterMs: number;
  readonly code: string;
  readonly reason: string;
  /** How far the read is, as the reason tells it; null where it tells nothing of the kind. */
  readonly progress: number | null;
}

/** What two callers hear, one after the other, while a large project is read for the first time: each how far the read is, the second more. */
export async function measureFirstRead(run: Run): Promise<readonly Row[]> {
  const models = run.isQuick ? 20_000 : 50_000;
  run.say(`a caller during the first read of ${models.toLocaleString('en-US')} models at ${LATENCY_MS} ms`);
  await using dbt = await startDbt([{ environmentId: ENVIRONMENT_ID, models }], LATENCY_MS);
  await using subgraph = await startSubgraph({ dbt, folder: run.makeFolder() });
  await subgraph.connect({ environmentIds: [ENVIRONMENT_ID], serviceToken: SERVICE_TOKEN });
  const page = pageOf(TABLES_PER_PAGE, models, { fields: 'dbt { match { status reason } }' });

  async function hear(): Promise<Heard> {
    const askedAtMs = performance.now();
    const answer = await subgraph.ask(page.query, page.variables, { withinMs: ASK_WITHIN_MS });
    const [table] = (answer.data?._entities ?? []) as readonly {
      readonly dbt: { readonly match: { readonly reason: string } };
    }[];
    const reason = table?.dbt.match.reason ?? '';
    const progress = /(\d+) ?%/.exec(reason)?.[1];
    return {
      afterMs: performance.now() - askedAtMs,
      code: answer.errors?.[0]?.extensions?.code ?? 'no error',
      reason,
      progress: progress === undefined ? null : Number(progress),
    };
  }

  const first = await hear();
  const second = await hear();
  const heard = [first, second];
  const hasProgress = first.progress !== null && second.progress !== null && second.progress > first.progress;
  const isKept =
    hasProgress && heard.every(({ code, afterMs }) => code === LOADING && afterMs <= ANSWER_WITHIN_MS);
  const tell = ({ code, afterMs, progress }: Heard) =>
    `${code} after ${(afterMs / 1000).toFixed(1)} s, ${progress === null ? 'no progress' : `${progress} %`}`;
  return [
    {
      figure: 'a caller during the first read',
      measured: isKept ? 'reason with progress' : tell(first),
      must: 'reason with progress',
      aim: 'the same',
      verdict: isKept ? 'aim reached' : 'MISSED',
      note: `${tell(first)}, then ${tell(second)}: ${second.reason}`,
    },
  ];
}
