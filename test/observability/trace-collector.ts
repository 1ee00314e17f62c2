import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it was sent, its attributes as plain values. */
export interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** 0 unset, 2 error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Takes OTLP as JSON over HTTP, and keeps it. */
export interface TraceCollector extends AsyncDisposable {
  readonly url: string;
  /** Paths that were posted to. */
  readonly paths: readonly string[];
  /** Everything received, as text. */
  readonly text: string;
  readonly spans: readonly SentSpan[];
  /** Senders that wait for an answer. */
  readonly waiting: number;
}

/** `status` null never answers. */
export async function startTraceCollector(status: number | null = 200): Promise<TraceCollector> {
  const received: { path: string; text: string }[] = [];
  const waiting = new Set<object>();
  const server = createServer(async (request, response) => {
    waiting.add(response);
    response.once('close', () => waiting.delete(response));
    received.push({ path: request.url ?? '', text: (await buffer(request)).toString() });
    if (status !== null) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get paths() {
      return received.map(({ path }) => path);
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
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly kind: number;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly status: { readonly code: number };
        readonly attributes: readonly { readonly key: string; readonly value: SentValue }[];
      }[];
    }[];
  }[];
}

interface SentValue {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly arrayValue?: { readonly values: readonly SentValue[] };
}

function toSpans({ resourceSpans }: Sent): SentSpan[] {
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map(({ attributes, parentSpanId, status, ...span }) => ({
      ...span,
      parentSpanId,
      status: status.code,
      attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, toPlain(value)])),
    }));
}

function toPlain({ stringValue, intValue, arrayValue }: SentValue): unknown {
  return stringValue ?? intValue ?? arrayValue?.values.map(toPlain);
}
