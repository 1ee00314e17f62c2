import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { KINDS } from './arrivals/artifact-name.ts';

/** What operators watch. Labels are small fixed sets: ids of environments, kinds, reasons; never a file, an address or a token. */
export interface Metrics {
  accepted(kind: string, outcome: (typeof ACCEPTED_OUTCOMES)[number]): void;
  /** `kind` is null where what arrived could not be told apart. */
  refused(kind: string | null, status: number): void;
  fetchFailed(environmentId: number): void;
  notified(environmentId: number, outcome: (typeof NOTIFIED_OUTCOMES)[number]): void;
  /** Read at scrape time. */
  observeRestarts(restarts: () => number): void;
  observe(environments: () => readonly ObservedEnvironment[]): void;
  /** The Prometheus exposition of all of it. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface ObservedEnvironment {
  readonly id: number;
  readonly nodes: number;
  /** When the last artifact was taken; null before the first one. */
  readonly lastArtifactAt: Date | null;
}

const ACCEPTED_OUTCOMES = ['new', 'known', 'kept_out'] as const;
const NOTIFIED_OUTCOMES = ['delivered', 'failed', 'refused'] as const;
/** Where what arrived could not be told apart. */
const UNKNOWN_KIND = 'unknown';
const OTHER_REASON = 'other';

/** Why artifacts are refused, by the status that their senders see. */
const REASONS = new Map([
  [400, 'malformed'],
  [401, 'token'],
  [403, 'token'],
  [404, 'unknown_environment'],
  [409, 'other_project'],
  [413, 'too_large'],
  [415, 'encoding'],
  [422, 'unsupported'],
]);

export interface MetricsOptions {
  readonly clock: () => Date;
  /** Environments that are fetched, and those whose subgraphs are told: their series are there from the start. */
  readonly fetched: readonly number[];
  readonly notified: readonly number[];
}

export function createMetrics({ clock, ...environments }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const accepted = counter(
    'dbt_core_artifacts_accepted_total',
    'Artifacts taken in, by kind; known ones changed nothing, and those kept out are of another target.',
    ['kind', 'outcome'],
  );
  const refused = counter('dbt_core_artifacts_refused_total', 'Artifacts refused, by kind and reason.', [
    'kind',
    'reason',
  ]);
  const fetchFailures = counter(
    'dbt_core_fetch_failures_total',
    'Looks at a folder, a bucket or an address that failed.',
    ['environment'],
  );
  const notifications = counter('dbt_core_notifications_total', 'Events sent to subgraphs, by outcome.', [
    'environment',
    'outcome',
  ]);
  for (const kind of KINDS) for (const outcome of ACCEPTED_OUTCOMES) accepted.inc({ kind, outcome }, 0);
  for (const kind of [...KINDS, UNKNOWN_KIND]) {
    for (const reason of new Set([...REASONS.values(), OTHER_REASON])) refused.inc({ kind, reason }, 0);
  }
  for (const environment of environments.fetched) fetchFailures.inc({ environment }, 0);
  for (const environment of environments.notified) {
    for (const outcome of NOTIFIED_OUTCOMES) notifications.inc({ environment, outcome }, 0);
  }
  let observed: () => readonly ObservedEnvironment[] = () => [];
  new Gauge({
    name: 'dbt_core_nodes',
    help: 'Nodes of the manifest of an environment; 0 before the first one.',
    labelNames: ['environment'],
    registers,
    collect() {
      this.reset();
      for (const { id, nodes } of observed()) this.set({ environment: id }, nodes);
    },
  });
  new Gauge({
    name: 'dbt_core_last_artifact_age_seconds',
    help: 'Seconds since the last artifact of an environment was taken in by this process; absent before the first one.',
    labelNames: ['environment'],
    registers,
    collect() {
      this.reset();
      for (const { id, lastArtifactAt } of observed()) {
        if (lastArtifactAt === null) continue;
        this.set({ environment: id }, (clock().getTime() - lastArtifactAt.getTime()) / 1000);
      }
    },
  });
  let restarts = () => 0;
  new Counter({
    name: 'dbt_core_memory_restarts_total',
    help: 'How often the thread of the memory was started anew after it broke down, in this process.',
    registers,
    collect() {
      this.reset();
      this.inc(restarts());
    },
  });
  return {
    accepted: (kind, outcome) => accepted.inc({ kind, outcome }),
    refused: (kind, status) =>
      refused.inc({ kind: kind ?? UNKNOWN_KIND, reason: REASONS.get(status) ?? OTHER_REASON }),
    fetchFailed: (environment) => fetchFailures.inc({ environment }),
    notified: (environment, outcome) => notifications.inc({ environment, outcome }),
    observeRestarts(read) {
      restarts = read;
    },
    observe(environments) {
      observed = environments;
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
