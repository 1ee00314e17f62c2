import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it was sent, its attributes as plain values. */
export interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  /** 0 unset, 2 error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Who sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** Takes OTLP as JSON over HTTP, and keeps it. */
export interface TraceCollector extends AsyncDisposable {
  readonly url: string;
  /** Paths that were posted to. */
  readonly paths: readonly string[];
  /** Of each of these, in the same order. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Everything received, as text. */
  readonly text: string;
  readonly spans: readonly SentSpan[];
  /** Senders that wait for an answer. */
  readonly waiting: number;
}

/** `status` null never answers. */
export async function startTraceCollector(status: number | null = 200): Promise<TraceCollector> {
  const received: { path: string; headers: IncomingHttpHeaders; text: string }[] = [];
  const waiting = new Set<object>();
  const server = createServer(async (request, response) => {
    waiting.add(response);
    response.once('close', () => waiting.delete(response));
    const { url: path = '', headers } = request;
    received.push({ path, headers, text: (await buffer(request)).toString() });
    if (status !== null) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get paths() {
      return received.map(({ path }) => path);
    },
    get headers() {
      return received.map(({ headers }) => headers);
    },
    get text() {
      return received.map(({ text }) => text).join('\n');
    },
    get spans() {
      return received.flatMap(({ text }) => toSpans(JSON.parse(text)));
    },
    get waiting() {
      return waiting.size;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly SentAttribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly kind: number;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly traceState?: string;
        readonly status: { readonly code: number };
        readonly attributes: readonly SentAttribute[];
      }[];
    }[];
  }[];
}

interface SentAttribute {
  readonly key: string;
  readonly value: SentValue;
}

interface SentValue {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly arrayValue?: { readonly values: readonly SentValue[] };
}

function toSpans({ resourceSpans }: Sent): SentSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ attributes, parentSpanId, traceState, status, ...span }) => ({
        ...span,
        parentSpanId,
        traceState,
        status: status.code,
        attributes: toRecord(attributes),
        resource: toRecord(resource.attributes),
      })),
  );
}

function toRecord(attributes: readonly SentAttribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, toPlain(value)]));
}

function toPlain({ stringValue, intValue, arrayValue }: SentValue): unknown {
  return stringValue ?? intValue ?? arrayValue?.values.map(toPlain);
}
