import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface LoopbackServer {
  /** `http://127.0.0.1:port` or, given a server of its own, with that server's scheme. */
  readonly origin: string;
  readonly port: number;
}

/** Listens on a free port until the test is over. */
export async function startServer(handler: RequestListener): Promise<LoopbackServer> {
  return listen(createServer(handler), 'http');
}

export async function listen(server: Server, scheme: 'http' | 'https'): Promise<LoopbackServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { origin: `${scheme}://127.0.0.1:${port}`, port };
}
