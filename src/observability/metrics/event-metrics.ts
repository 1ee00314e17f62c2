import type { Instruments } from './instruments.ts';
import {
  ADMIN_OPERATIONS,
  CACHE_LAYERS,
  CACHE_OPERATIONS,
  CACHE_OUTCOMES,
  DBT_APIS,
  DBT_OUTCOMES,
  DISCOVERY_OPERATIONS,
  ENTITIES_WAYS,
  FOUND_LAYERS,
  GRAPH_OPERATIONS,
  GRAPH_OUTCOMES,
  HTTP_STATUSES,
  INDEX_PARTS,
  JOB_OUTCOMES,
  PAGE_KINDS,
  PAGE_OUTCOMES,
  REFUSAL_REASONS,
  STORE_OPERATIONS,
  STORE_OUTCOMES,
  TABLE_STATUSES,
  WEBHOOK_OUTCOMES,
  WITHHOLDING_REASONS,
} from './label-values.ts';

/** Whatever error codes there are besides those of the catalogue: the libraries' own. */
const OTHER_CODE = 'OTHER';

/** Upper bounds in seconds. An answer from memory takes a millisecond, the longest wait for dbt five seconds by default. */
const GRAPH_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DBT_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STORE_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5];
/** Readers wait 50 ms for Redis and 250 ms for a file. */
const CACHE_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** What is counted when it happens. */
export function createEventMetrics(instruments: Instruments, errorCodes: readonly string[]) {
  const { counter, counters, histograms } = instruments;
  const requests = counters(
    'dbt_subgraph_http_requests_total',
    'Requests to /graphql answered, by HTTP status.',
    {
      status: HTTP_STATUSES,
    },
  );
  const statuses = new Map(HTTP_STATUSES.map((status) => [Number(status), status]));
  const answers = histograms(
    'dbt_subgraph_graphql_request_duration_seconds',
    'Time from the headers of a graph request to its answer, by kind of operation; refused ones were not executed, those with errors may hold data beside them.',
    { operation: GRAPH_OPERATIONS, outcome: GRAPH_OUTCOMES },
    { buckets: GRAPH_BUCKETS },
  );
  const errors = counters(
    'dbt_subgraph_graphql_errors_total',
    'Graph answers with an error of this code, each code once for an answer.',
    { code: [...errorCodes, OTHER_CODE] },
  );
  const knownCodes: ReadonlySet<unknown> = new Set(errorCodes);
  const ways = counters(
    'dbt_subgraph_entities_requests_total',
    "Requests for entities, by what answered them: their document's plan, or the executor.",
    { way: ENTITIES_WAYS },
  );
  const lookups = counters('dbt_subgraph_cache_lookups_total', 'Facts found, by the layer that had them.', {
    layer: FOUND_LAYERS,
  });
  const matches = counters('dbt_subgraph_table_matches_total', 'Tables answered, by match status.', {
    status: TABLE_STATUSES,
  });
  const adminOperations: ReadonlySet<string> = new Set(ADMIN_OPERATIONS);

  return {
    /** An answer of /graphql was sent whole. */
    httpRequest(status: number) {
      requests({ status: statuses.get(status) ?? (status < 500 ? '400' : '500') });
    },
    graphRequest: answers,
    graphErrors(codes: Iterable<unknown>) {
      for (const code of codes) errors({ code: knownCodes.has(code) ? String(code) : OTHER_CODE });
    },
    references: counter('dbt_subgraph_references_total', 'Entity references received.'),
    entities: (way: (typeof ENTITIES_WAYS)[number]) => ways({ way }),
    cacheLookups(layer: (typeof FOUND_LAYERS)[number], count: number) {
      if (count > 0) lookups({ layer }, count);
    },
    match: (status: (typeof TABLE_STATUSES)[number], count: number) => matches({ status }, count),
    dbtRequest: histograms(
      'dbt_subgraph_dbt_request_duration_seconds',
      "Time that one request to dbt's Discovery or Admin API took, each retry by itself.",
      {
        api: DBT_APIS,
        operation: [...DISCOVERY_OPERATIONS, ...ADMIN_OPERATIONS],
        outcome: DBT_OUTCOMES,
      },
      {
        buckets: DBT_BUCKETS,
        // Only Discovery answers that it does not know an environment or a field.
        exists: ({ api, operation, outcome }) =>
          adminOperations.has(operation) === (api === 'admin') &&
          (api === 'discovery' || outcome !== 'declined'),
      },
    ),
    dbtWithheld: counters(
      'dbt_subgraph_dbt_requests_withheld_total',
      "Requests that were not sent to dbt: this subgraph's own budget was used up, or the circuit of the host and token was open.",
      { reason: WITHHOLDING_REASONS },
    ),
    storeOperation: histograms(
      'dbt_subgraph_store_operation_duration_seconds',
      'Time that the store of integrations took for an operation.',
      { operation: STORE_OPERATIONS, outcome: STORE_OUTCOMES },
      { buckets: STORE_BUCKETS },
    ),
    cacheOperation: histograms(
      'dbt_subgraph_cache_operation_duration_seconds',
      'Time that the cache outside memory took; failed operations were refused or too slow, skipped ones were not tried because the cache was away.',
      { layer: CACHE_LAYERS, operation: CACHE_OPERATIONS, outcome: CACHE_OUTCOMES },
      { buckets: CACHE_BUCKETS },
    ),
    sharedCacheFailure: counter(
      'dbt_subgraph_shared_cache_failures_total',
      'Commands to Redis that failed or were too slow.',
    ),
    diskCacheFailure: counter(
      'dbt_subgraph_disk_cache_failures_total',
      'Times that the cache file could not be opened, read or written, was damaged, or lost the thread that holds it.',
    ),
    indexJob: counters(
      'dbt_subgraph_index_jobs_total',
      'Reads of one part of an environment that ended: read by this process, taken over from another one (followed), given up after failures, or closed because the integration was changed.',
      { kind: INDEX_PARTS, outcome: JOB_OUTCOMES },
    ),
    indexPage: counters(
      'dbt_subgraph_index_pages_total',
      'Pages of an index, and lists of nodes with their details, that were asked of dbt, retries within one of them included.',
      { kind: PAGE_KINDS, outcome: PAGE_OUTCOMES },
    ),
    webhook: counters('dbt_subgraph_webhooks_total', "Deliveries of dbt's webhooks, by outcome.", {
      outcome: WEBHOOK_OUTCOMES,
    }),
    refusedCaller: counters(
      'dbt_subgraph_refused_callers_total',
      'Requests that were refused because their caller could not prove who they are, by reason.',
      { reason: REFUSAL_REASONS },
    ),
  };
}
