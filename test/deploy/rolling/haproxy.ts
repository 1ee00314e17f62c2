import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../integrations/builders.ts';
import type { ReverseProxy } from './proxy.ts';
import { portOfItsOwn, type Replica } from './replica.ts';

const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];
/** Null where it is not installed. */
export const HAPROXY =
  FOLDERS.map((folder) => join(folder, 'haproxy')).find((path) => existsSync(path)) ?? null;

/** No request is sent twice: `retries 0` hides nothing. */
const configuration = (socket: string, port: number, replicas: readonly Replica[]) => `
global
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  retries 0
  timeout connect 10s
  timeout client 600s
  timeout server 600s
  timeout check 10s
frontend clients
  bind 127.0.0.1:${port}
  default_backend replicas
backend replicas
  balance roundrobin
  option httpchk GET /health/ready
  http-check expect status 200
  default-server check inter 100ms fall 1 rise 1
${replicas.map(({ name, port: to }) => `  server ${name} 127.0.0.1:${to}`).join('\n')}
`;

export async function startHaproxy(replicas: readonly Replica[]): Promise<ReverseProxy> {
  const folder = temporaryFolder();
  const socket = join(folder.path, 'stats');
  const path = join(folder.path, 'haproxy.cfg');
  const port = await portOfItsOwn();
  writeFileSync(path, configuration(socket, port, replicas));
  const process = spawn(HAPROXY ?? 'haproxy', ['-db', '-f', path], { stdio: 'ignore' });
  const ended = once(process, 'exit');

  async function view() {
    const [header = '', ...rows] = (await say(socket, 'show stat')).split('\n');
    const columns = header.replace('# ', '').split(',');
    const cells = rows.map((row) => {
      const values = row.split(',');
      return (name: string) => values[columns.indexOf(name)] ?? '';
    });
    return Object.fromEntries(
      cells
        .filter((cell) => replicas.some(({ name }) => cell('svname') === name))
        .map((cell) => [
          cell('svname'),
          { inRotation: cell('status').startsWith('UP'), requests: Number(cell('stot')) },
        ]),
    );
  }

  return {
    url: `http://127.0.0.1:${port}`,
    view,
    async [Symbol.asyncDispose]() {
      process.kill('SIGKILL');
      await ended;
      folder[Symbol.dispose]();
    },
  };
}

/** Empty until the socket is there. */
async function say(socket: string, command: string): Promise<string> {
  const client = connect(socket);
  let text = '';
  try {
    client.end(`${command}\n`);
    for await (const chunk of client) text += chunk;
  } catch {
    return '';
  }
  return text;
}
