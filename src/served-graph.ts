import type { Server } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { createKeyValueCache } from './cache/key-value-cache.ts';
import type { Memory } from './cache/memory.ts';
import type { Limits } from './config.ts';
import type { RequestContext } from './context.ts';
import { createDocuments, type Document } from './document/documents.ts';
import { createApolloGraph } from './http/apollo-graph.ts';
import { createGraphServer } from './http/apollo-server.ts';
import type { Graph } from './http/graph.ts';
import { createPlannedGraph } from './http/planned-graph.ts';
import { logAnswered, type RequestLogOptions } from './http/request-log.ts';
import { createTracePlugin } from './http/trace-plugin.ts';
import type { Caller } from './identity/viewer.ts';
import type { Mapping } from './mapping/mapping.ts';
import type { Log } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import { createThrottledWarning } from './observability/throttled-warning.ts';
import type { Tracing } from './observability/tracing.ts';
import { createMappedGraph } from './schema.ts';

export interface ServedGraph extends Graph {
  start(): Promise<void>;
  /** Requests in flight finish, ten seconds at most. */
  stop(): Promise<void>;
}

export interface ServedGraphOptions {
  /** How the owner's graph names tables and columns. */
  readonly mapping: Mapping;
  readonly limits: Limits;
  /** Whether callers may ask for the schema by introspection, and read suggestions in error messages. */
  readonly introspection: boolean;
  readonly memory: Memory;
  readonly contextOf: (caller: Caller, requestId: string) => RequestContext;
  readonly httpServer: Server;
  readonly metrics: Metrics;
  readonly tracing: Tracing | null;
  readonly log: Log;
  readonly now: () => number;
  /** Told of each caller who could not prove who they are. */
  readonly onRefusedCaller: RequestLogOptions['onRefusedCaller'];
  readonly plugins: readonly ApolloServerPlugin<RequestContext>[];
}

/** Two bytes for each character. */
const weighText = (text: string) => text.length * 2;

/** The graph as it is served: plans for documents that only read entities, Apollo Server for all others. */
export function createServedGraph(options: ServedGraphOptions): ServedGraph {
  const { mapping, limits, memory, contextOf, metrics, tracing, log, now } = options;
  const { schema, types, fields } = createMappedGraph(mapping);
  const persisted = createKeyValueCache<string>(memory, 'persisted/', weighText);
  const apollo = createGraphServer({
    schema,
    persisted,
    httpServer: options.httpServer,
    introspection: options.introspection,
    log,
    now,
    onRefusedCaller: options.onRefusedCaller,
    plugins: [...options.plugins, ...(tracing === null ? [] : [createTracePlugin(tracing)])],
  });
  const graph = createPlannedGraph({
    documents: createDocuments({
      schema,
      fields,
      limits,
      store: memory.partition<Document>('document/'),
    }),
    types,
    executor: createApolloGraph({ server: apollo, contextOf }),
    contextOf,
    findPersisted: (hash) => persisted.get(`apq:${hash}`),
    limits,
    now,
    onReferences: metrics.references,
    onEntities: metrics.entities,
    onPlanFailed: createThrottledWarning(log, now, 'an answer was not written by its plan; it is executed'),
    onAnswered({ requestId, tenant, operation, references, errorCodes, startedAtMs }) {
      const name = operation.name?.value ?? null;
      logAnswered(log, {
        requestId,
        tenant,
        operation: name,
        kind: OperationTypeNode.QUERY,
        durationMs: now() - startedAtMs,
        errorCodes,
      });
      tracing?.describe({
        type: OperationTypeNode.QUERY,
        name,
        references,
        errorCodes: errorCodes.filter((code) => typeof code === 'string'),
      });
    },
  });
  return { answer: graph.answer, start: () => apollo.start(), stop: () => apollo.stop() };
}
