import { collectDefaultMetrics, Registry } from 'prom-client';
import { createEventMetrics } from './metrics/event-metrics.ts';
import { createInstruments } from './metrics/instruments.ts';
import { createStateMetrics, type StateSources } from './metrics/state-metrics.ts';

/** What operators watch; docs/metrics.md lists it. Labels are small fixed sets: never a tenant, a table, a host or a token, of which there may be any number. */
export interface Metrics extends ReturnType<typeof createEventMetrics> {
  /** Reads at scrape time; sources are added as they are made. */
  observe(sources: Partial<StateSources>): void;
  /** The Prometheus exposition of all of it. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  /** Of this program. */
  readonly version: string;
  /** Every code that errors of the graph may have, those of libraries apart. */
  readonly errorCodes: readonly string[];
}

export function createMetrics({ version, errorCodes }: MetricsOptions): Metrics {
  const registry = new Registry();
  // Event-loop lag, heap and garbage collection among them.
  collectDefaultMetrics({ register: registry });
  const instruments = createInstruments(registry);
  return {
    ...createEventMetrics(instruments, errorCodes),
    observe: createStateMetrics(instruments, { version, node_version: process.version }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
