import type { Server } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { GraphQLSchema } from 'graphql';
import type { KeyValueCache } from '../cache/key-value-cache.ts';
import type { RequestContext } from '../context.ts';
import { MAX_DOCUMENT_TOKENS } from '../document/documents.ts';
import type { Log } from '../observability/log.ts';
import { noteAnswers } from './apollo-graph.ts';
import { formatError } from './error-format.ts';
import { createOperationGate } from './operation-gate.ts';
import { createRequestLog, type RequestLogOptions } from './request-log.ts';

export interface GraphServerOptions {
  readonly schema: GraphQLSchema;
  /** Texts of persisted queries. */
  readonly persisted: KeyValueCache<string>;
  /** Drained when the graph stops: requests in flight finish. */
  readonly httpServer: Server;
  /** Whether callers may ask for the schema by introspection, and read suggestions in error messages. */
  readonly introspection: boolean;
  readonly log: Log;
  readonly now: () => number;
  readonly onRefusedCaller: RequestLogOptions['onRefusedCaller'];
  readonly plugins?: readonly ApolloServerPlugin<RequestContext>[];
}

const DRAIN_MS = 10_000;

/** Apollo Server without whatever hooks every field: one such plugin costs nearly half of the throughput. */
export function createGraphServer(options: GraphServerOptions): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema: options.schema,
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_DOCUMENT_TOKENS },
    persistedQueries: { cache: options.persisted },
    // Documents that come again have plans.
    documentStore: null,
    formatError,
    logger: toApolloLogger(options.log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginDrainHttpServer({
        httpServer: options.httpServer,
        stopGracePeriodMillis: DRAIN_MS,
      }),
      createRequestLog(options),
      createOperationGate(),
      ...(options.plugins ?? []),
      noteAnswers,
    ],
  });
}

function toApolloLogger(log: Log) {
  return {
    debug: (message?: unknown) => log.debug({}, String(message)),
    info: (message?: unknown) => log.info({}, String(message)),
    warn: (message?: unknown) => log.warn({}, String(message)),
    error: (message?: unknown) => log.error({}, String(message)),
  };
}
