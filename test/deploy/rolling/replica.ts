import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of the program that can be started again at the same address, as a proxy knows it. */
export interface Replica extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** Resolves when it listens. */
  start(): Promise<void>;
  /** Sends SIGTERM. Resolves with exit code and signal. */
  stop(): Promise<unknown[]>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export async function createReplica(name: string, env: Readonly<Record<string, string>>): Promise<Replica> {
  const port = await portOfItsOwn();
  let child: ChildProcess | null = null;
  return {
    name,
    port,
    url: `http://127.0.0.1:${port}`,
    async start() {
      const started = spawn(process.execPath, ['commands/main.ts', 'start'], {
        cwd: ROOT,
        env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env, PORT: `${port}` },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      await new Promise<void>((resolve, reject) => {
        createInterface(started.stdout).on('line', (line) => {
          if (typeof JSON.parse(line).url === 'string') resolve();
        });
        started.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it listened`)));
      });
    },
    async stop() {
      if (child === null) throw new Error(`${name} was never started`);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      return ended;
    },
    async [Symbol.asyncDispose]() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Below the ports that the system gives to connections: while a replica is away, none of them takes its port. */
const PORTS = { first: 20_000, count: 12_000 };

export async function portOfItsOwn(): Promise<number> {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
