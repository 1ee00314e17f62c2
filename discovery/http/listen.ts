import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** PEM texts; with them the server speaks TLS only. */
  readonly https: { readonly key: string | Buffer; readonly cert: string | Buffer } | null;
  readonly answer: RequestListener;
  /** Answers a sender that sends its body once it is told to; false leaves the request to `answer`. */
  readonly answerAwaiting: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface Listening {
  readonly port: number;
  /** `http://host:port`. */
  readonly origin: string;
  /** Takes no new connections, waits for what is to be finished, then cuts the open ones, hanging ones included. */
  close(finish: () => Promise<void>): Promise<void>;
}

/** Rejects when the address is taken. */
export async function startListening(options: ListenOptions): Promise<Listening> {
  const { host, https, answer } = options;
  const server = https === null ? createHttpServer(answer) : createHttpsServer(https, answer);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (options.answerAwaiting(request, response)) return;
    response.writeContinue();
    answer(request, response);
  });
  const port = await listen(server, options.port, host);
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    port,
    origin: `${https === null ? 'http' : 'https'}://${name}:${port}`,
    async close(finish) {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await finish();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
