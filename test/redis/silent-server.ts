import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that speaks Redis's protocol and answers as a test tells it; it opens connections whatever it was told. */
export interface SilentServer extends AsyncDisposable {
  readonly url: string;
  /** Names of the commands so far, those that open a connection left out. */
  readonly commands: readonly string[];
  /** Swallows commands from now on, or answers them with null, those that it has swallowed first. */
  set(mode: 'answering' | 'silent'): void;
}

export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const swallowed: (() => void)[] = [];
  const commands: string[] = [];
  let isAnswering = true;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
      for (;;) {
        const command = takeCommand(received);
        if (command === null) return;
        received = received.slice(command.length);
        if (command.name === 'CLIENT') {
          socket.write('+OK\r\n');
          continue;
        }
        commands.push(command.name);
        const answer = () => void socket.write(command.name === 'PING' ? '+PONG\r\n' : '$-1\r\n');
        if (isAnswering) answer();
        else swallowed.push(answer);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    commands,
    set(mode) {
      isAnswering = mode === 'answering';
      if (isAnswering) for (const answer of swallowed.splice(0)) answer();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first whole command of what was received, and how much of it that is; null where it is not whole. */
function takeCommand(received: string): { readonly name: string; readonly length: number } | null {
  const lines = received.split('\r\n');
  const count = Number(/^\*(\d+)$/.exec(lines[0] ?? '')?.[1] ?? 0);
  const own = lines.slice(0, 1 + 2 * count);
  const length = own.join('\r\n').length + 2;
  if (count === 0 || received.length < length) return null;
  return { name: (lines[2] ?? '').toUpperCase(), length };
}
