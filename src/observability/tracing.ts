import type { IncomingMessage, ServerResponse } from 'node:http';
import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Log } from './log.ts';
import { SERVICE_NAME, VERSION } from './service.ts';
import { createThrottledWarning } from './throttled-warning.ts';
import { createTraceProvider } from './trace-provider.ts';
import type { TraceIds } from './traced-log.ts';

/** Spans of requests and of what they ask of dbt: names, codes and counts; never a header, a token, a variable or a document. */
export interface Tracing {
  /** Does the work inside the span of a GraphQL request, which ends with the response. Its parent is the one that the caller names. */
  serve<T>(request: IncomingMessage, response: ServerResponse, requestId: string, work: () => T): T;
  /** Says what the request that is being answered was about. */
  describe(operation: TracedOperation): void;
  /** Does the work inside the span of a call to dbt, below the request that it is done for, if there is one. */
  call<T extends { readonly status: number }>(call: TracedCall, work: () => Promise<T>): Promise<T>;
  /** Of the request that is being answered; null outside of one. */
  ids(): TraceIds | null;
  /** Sends what has not been sent yet, within two seconds. Never rejects. */
  stop(): Promise<void>;
}

export interface TracedOperation {
  /** `query` or `mutation`; null when the document could not be read. */
  readonly type: string | null;
  readonly name: string | null;
  /** Over all `_entities` fields. */
  readonly references: number;
  readonly errorCodes: readonly string[];
}

export interface TracedCall {
  readonly name: string;
  readonly method: string;
  /** With its port. */
  readonly host: string;
}

export interface TracingOptions {
  /** Whole address that batches are posted to. */
  readonly url: string;
  readonly log: Log;
  readonly now: () => number;
  /** How long `stop` may take. */
  readonly stopMs?: number;
}

const STOP_MS = 2000;
const MAX_NAME_LENGTH = 100;

export function createTracing({ url, log, now, stopMs = STOP_MS }: TracingOptions): Tracing {
  const onFailure = createThrottledWarning(log, now, 'traces could not be sent; they are lost');
  const provider = createTraceProvider({ url, onFailure });
  const tracer = provider.getTracer(SERVICE_NAME, VERSION);
  // Asked here alone, and registered nowhere: no library of the process finds a span to continue.
  const contexts = new AsyncLocalStorageContextManager().enable();
  const propagator = new W3CTraceContextPropagator();
  const currentSpan = () => trace.getSpan(contexts.active());

  return {
    serve(request, response, requestId, work) {
      const attributes = { 'request.id': requestId };
      // Of what the caller sends only traceparent and tracestate are read; baggage is not.
      const parent = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
      const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER, attributes }, parent);
      response.once('close', () => {
        span.setAttribute('http.response.status_code', response.statusCode);
        if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      return contexts.with(trace.setSpan(parent, span), work);
    },

    describe({ type, name, references, errorCodes }) {
      const span = currentSpan();
      if (span === undefined) return;
      const words = ['graphql', ...(type === null ? [] : [type]), name ?? 'anonymous'];
      span.updateName(words.join(' ').slice(0, MAX_NAME_LENGTH));
      if (type !== null) span.setAttribute('graphql.operation.type', type);
      if (name !== null) span.setAttribute('graphql.operation.name', name.slice(0, MAX_NAME_LENGTH));
      span.setAttribute('graphql.references', references);
      if (errorCodes.length === 0) return;
      span.setAttribute('graphql.error.codes', [...errorCodes]);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },

    async call({ name, method, host }, work) {
      const attributes = { 'http.request.method': method, 'server.address': host };
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, contexts.active());
      try {
        const answer = await work();
        span.setAttribute('http.response.status_code', answer.status);
        if (answer.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
        return answer;
      } catch (error) {
        span.setAttribute('error.type', codeOf(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },

    ids() {
      const span = currentSpan();
      if (span === undefined) return null;
      const { traceId, spanId } = span.spanContext();
      return { trace_id: traceId, span_id: spanId };
    },

    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, stopMs);
      });
      // A batch that could not be delivered has been told of already.
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
    },
  };
}

/** A code says enough; a message may repeat what was sent. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
