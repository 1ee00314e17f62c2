import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AdminApi } from '../admin/api.ts';
import { adminError } from '../admin/envelope.ts';
import type { FaultSource, Faults } from '../switchboard.ts';
import { findToken, type ServiceToken } from './auth.ts';
import type { DiscoveryApi } from './discovery-api.ts';
import { discoveryError } from './errors.ts';
import { distort, faultReply } from './faults.ts';
import { type ParsedCall, parseCall } from './graphql-call.ts';
import { readBody } from './read-body.ts';
import { jsonReply, type Reply, send } from './reply.ts';
import type { LoggedRequest, RequestKind, RequestRecorder } from './request-log.ts';

export interface HandlerOptions {
  discovery: DiscoveryApi;
  admin: AdminApi;
  tokens: readonly ServiceToken[];
  faults: FaultSource;
  requests: RequestRecorder;
  clock: () => Date;
  /** Aborted when the server closes. */
  closing: AbortSignal;
}

interface Exchange {
  kind: RequestKind;
  method: string;
  url: URL;
  token: ServiceToken | null;
  call: ParsedCall | null;
}

const DISCOVERY_PATHS = new Set(['/graphql', '/graphql/', '/beta/graphql', '/beta/graphql/']);

export function createHandler(options: HandlerOptions): RequestListener {
  return (request, response) => {
    respond(request, response, options).catch(() => response.destroy());
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HandlerOptions,
): Promise<void> {
  const exchange = await readExchange(request, options.tokens);
  const entry = options.requests.add(toEntry(exchange, options.clock()));
  const faults = options.faults.take(exchange.kind, exchange.call?.variables?.environmentId);
  if (faults.latencyMs !== undefined) await delay(faults.latencyMs, undefined, { signal: options.closing });
  if (faults.hang) return;
  if (faults.closeSocket) {
    response.destroy();
    return;
  }
  const fault = faultReply(faults, (status) => errorReply(exchange.kind, status));
  const reply = fault ?? (await realReply(exchange, faults, options));
  entry.status = reply.status;
  send(response, reply, distort(reply, faults));
}

async function readExchange(request: IncomingMessage, tokens: readonly ServiceToken[]): Promise<Exchange> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const kind = DISCOVERY_PATHS.has(url.pathname)
    ? 'discovery'
    : url.pathname.startsWith('/api/')
      ? 'admin'
      : 'other';
  const body = await readBody(request);
  return {
    kind,
    method: request.method ?? 'GET',
    url,
    token: findToken(request.headers.authorization, tokens),
    call: kind === 'discovery' ? parseCall(body) : null,
  };
}

async function realReply(exchange: Exchange, faults: Faults, options: HandlerOptions): Promise<Reply> {
  const { kind, method, url, token, call } = exchange;
  if (kind === 'admin') return options.admin.answer({ method, url, token });
  if (kind === 'other') return jsonReply(404, { message: 'Not found' });
  if (method !== 'POST') return { ...errorReply(kind, 405), headers: { allow: 'POST' } };
  return options.discovery.answer({
    call,
    token,
    unknownFields: faults.unknownFields ?? [],
    maxRows: faults.maxRows ?? Number.POSITIVE_INFINITY,
  });
}

function errorReply(kind: RequestKind, status: number): Reply {
  return kind === 'admin' ? adminError(status) : discoveryError(status);
}

function toEntry({ kind, method, url, token, call }: Exchange, at: Date): LoggedRequest {
  return {
    at,
    kind,
    method,
    path: `${url.pathname}${url.search}`,
    operationName: call === null ? null : operationNameOf(call),
    variables: call?.variables ?? null,
    query: call?.query ?? null,
    status: null,
    authorized: token !== null,
  };
}

function operationNameOf(call: ParsedCall): string | null {
  return call.operationName ?? /\b(?:query|mutation|subscription)\s+(\w+)/.exec(call.query)?.[1] ?? null;
}
