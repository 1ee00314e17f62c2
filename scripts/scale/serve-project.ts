import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answerParent } from '../support/process/channel.ts';
import { adminList } from './project/admin-lists.ts';
import { createProjectApi } from './project/answer.ts';
import { environmentRow } from './project/environment.ts';
import type { Weave } from './project/names.ts';
import type { RowContext } from './project/node-row.ts';
import type { Row } from './project/row.ts';
import { createTraffic } from './project/traffic.ts';

/**
 * dbt's two APIs over generated projects, as a process of its own. Told over its channel: which environments there are, how late answers
 * are, when an environment changes; asked: how often it was asked what.
 */

interface Served {
  readonly context: RowContext;
  readonly row: Row;
}

const environments = new Map<number, Served>();
const traffic = createTraffic();
const api = createProjectApi((id) => environments.get(Number(id))?.row);
let latencyMs = 0;

function serveEnvironment(context: RowContext): void {
  environments.set(context.environmentId, { context, row: environmentRow(context) });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://dbt');
  const token = /^(?:Bearer|Token) (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return send(response, 401, '{"errors":[{"message":"Unauthorized"}]}');
  if (url.pathname !== '/graphql') {
    const list = adminList(url, [...environments.keys()]);
    return send(response, list === null ? 404 : 200, JSON.stringify(list ?? { data: null }));
  }
  const startedAtMs = performance.now();
  const { operationName, query, variables } = JSON.parse(await readText(request));
  const finished = traffic.begin(token, operationName ?? 'ProbeEnvironment');
  try {
    const { status, text } = api.answer(query, variables ?? {});
    const restMs = startedAtMs + latencyMs - performance.now();
    if (restMs > 0) await delay(restMs);
    send(response, status, text);
  } finally {
    finished();
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

answerParent({
  url: () => `http://127.0.0.1:${port}`,
  serve({ weave = 'loose', ...size }: { environmentId: number; models: number; weave?: Weave }) {
    serveEnvironment({ ...size, weave, changes: 0 });
  },
  /** Its texts are others from now on, and its marks of change have moved. */
  change(environmentId: number) {
    const { context } = environments.get(environmentId) ?? {};
    if (context !== undefined) serveEnvironment({ ...context, changes: context.changes + 1 });
  },
  delay(ms: number) {
    latencyMs = ms;
  },
  requests: (token: string | null) => traffic.counted(token),
  pages: () => Object.fromEntries(api.pages),
});
