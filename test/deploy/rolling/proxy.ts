import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Replica } from './replica.ts';

/** In front of replicas: sends requests to those whose `/health/ready` answers 200, each in its turn, and tries none again. */
export interface ReverseProxy extends AsyncDisposable {
  readonly url: string;
  /** What it thinks of each replica, and how many requests it has sent there since that replica was started. */
  view(): Promise<Readonly<Record<string, { readonly inRotation: boolean; readonly requests: number }>>>;
}

const CHECK_EVERY_MS = 100;
const ALL_CONNECTIONS = ['connection', 'keep-alive', 'transfer-encoding'];

interface Backend {
  readonly replica: Replica;
  readonly connections: Agent;
  inRotation: boolean;
  requests: number;
}

export async function startNodeProxy(replicas: readonly Replica[]): Promise<ReverseProxy> {
  const backends: Backend[] = replicas.map((replica) => ({
    replica,
    connections: new Agent({ keepAlive: true }),
    inRotation: false,
    requests: 0,
  }));
  let turn = 0;

  const server = createServer((incoming, response) => {
    const ready = backends.filter(({ inRotation }) => inRotation);
    const backend = ready[turn++ % ready.length];
    if (backend === undefined) {
      response.writeHead(503).end('no replica is in rotation');
      return;
    }
    backend.requests++;
    passOn(backend, incoming, response);
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const checks = backends.map((backend) => {
    const check = async () => {
      backend.inRotation = await isReady(backend.replica);
      timers.set(backend, setTimeout(check, CHECK_EVERY_MS));
    };
    return check;
  });
  const timers = new Map<Backend, NodeJS.Timeout>();
  for (const check of checks) void check();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    view: async () =>
      Object.fromEntries(
        backends.map(({ replica, inRotation, requests }) => [replica.name, { inRotation, requests }]),
      ),
    async [Symbol.asyncDispose]() {
      for (const timer of timers.values()) clearTimeout(timer);
      server.closeAllConnections();
      server.close();
      for (const { connections } of backends) connections.destroy();
    },
  };
}

function passOn(backend: Backend, incoming: IncomingMessage, response: ServerResponse): void {
  const { replica, connections } = backend;
  const outgoing = request(
    {
      host: '127.0.0.1',
      port: replica.port,
      agent: connections,
      method: incoming.method,
      path: incoming.url,
      headers: endToEnd(incoming),
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    },
  );
  outgoing.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end(`${replica.name}: ${error.message}`);
  });
  incoming.pipe(outgoing);
}

/** Headers that speak of one connection go no further. */
function endToEnd({ headers }: IncomingMessage): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ALL_CONNECTIONS.includes(name)));
}

/** Over a connection of its own, as load balancers ask. */
function isReady({ port }: Replica): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/health/ready', agent: false }, (answer) => {
      answer.resume();
      answer.on('close', () => resolve(answer.statusCode === 200));
    }).on('error', () => resolve(false));
  });
}
