import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What operators watch. Labels are small fixed sets: never a tenant, a table or a host, of which there may be any number. */
export interface Metrics {
  graphqlRequest(status: number): void;
  references(count: number): void;
  /** How the entities of a request were answered. */
  entities(way: 'plan' | 'executor'): void;
  cacheLookups(layer: 'prepared' | 'memory' | 'shared' | 'source', count: number): void;
  discoveryRequest(outcome: string): void;
  budgetLeft(left: number): void;
  match(status: string, count: number): void;
  webhook(outcome: string): void;
  sharedCacheFailure(): void;
  /** Reads at scrape time. */
  observe(sources: { readonly openCircuits: () => number; readonly memoryBytes: () => number }): void;
  /** The Prometheus exposition of all of it. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  // Event-loop lag, heap and garbage collection among them.
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name, help, labelNames: [...labelNames], registers });

  const requests = counter('dbt_subgraph_http_requests_total', 'GraphQL requests answered, by HTTP status.', [
    'status',
  ]);
  const references = counter('dbt_subgraph_references_total', 'Entity references received.');
  const ways = counter(
    'dbt_subgraph_entities_requests_total',
    "Requests for entities, by what answered them: their document's plan, or the executor.",
    ['way'],
  );
  const lookups = counter('dbt_subgraph_cache_lookups_total', 'Facts found, by the layer that had them.', [
    'layer',
  ]);
  const discovery = counter(
    'dbt_subgraph_discovery_requests_total',
    'Requests to the Discovery API, by outcome.',
    ['outcome'],
  );
  const matches = counter('dbt_subgraph_table_matches_total', 'Tables answered, by match status.', [
    'status',
  ]);
  const webhooks = counter('dbt_subgraph_webhooks_total', 'Webhook deliveries, by outcome.', ['outcome']);
  const sharedFailures = counter(
    'dbt_subgraph_shared_cache_failures_total',
    'Commands to the shared cache that failed or were too slow.',
  );
  const budget = new Gauge({
    name: 'dbt_subgraph_discovery_budget_left',
    help: "Requests left in this minute's budget, of the host and token asked last.",
    registers,
  });

  // Counted with each request: their labels are worked out once.
  const requestsByStatus = perValue((status: number) => requests.labels({ status }));
  const requestsByWay = perValue((way: string) => ways.labels({ way }));
  const lookupsByLayer = perValue((layer: string) => lookups.labels({ layer }));
  const matchesByStatus = perValue((status: string) => matches.labels({ status }));

  return {
    graphqlRequest: (status) => requestsByStatus(status).inc(),
    references: (count) => references.inc(count),
    entities: (way) => requestsByWay(way).inc(),
    cacheLookups: (layer, count) => {
      if (count > 0) lookupsByLayer(layer).inc(count);
    },
    discoveryRequest: (outcome) => discovery.inc({ outcome }),
    budgetLeft: (left) => budget.set(left),
    match: (status, count) => matchesByStatus(status).inc(count),
    webhook: (outcome) => webhooks.inc({ outcome }),
    sharedCacheFailure: () => sharedFailures.inc(),
    observe({ openCircuits, memoryBytes }) {
      new Gauge({
        name: 'dbt_subgraph_discovery_circuits_open',
        help: 'Hosts and tokens that are not asked for the time being.',
        registers,
        collect() {
          this.set(openCircuits());
        },
      });
      new Gauge({
        name: 'dbt_subgraph_memory_cache_bytes',
        help: 'What the memory cache weighs.',
        registers,
        collect() {
          this.set(memoryBytes());
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Makes something once for each of a few values. */
function perValue<Value, Made>(make: (value: Value) => Made): (value: Value) => Made {
  const known = new Map<Value, Made>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = make(value);
    known.set(value, made);
    return made;
  };
}
