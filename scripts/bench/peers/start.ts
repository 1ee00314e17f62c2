import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../../support/process/child.ts';
import { flagsOfStart } from '../../support/subgraph.ts';
import type { Contender } from '../load/rounds.ts';
import { SERVER_CORE } from '../server-core.ts';

export const DEFAULT_APOLLO = 'default Apollo';
export const LEAN_APOLLO = 'lean Apollo';
export const MERCURIUS = 'mercurius with JIT';
export const BARE_NODE = 'bare Node';

interface Program {
  readonly name: string;
  readonly file: URL;
  readonly options?: readonly string[];
}

const APOLLO = new URL('apollo.ts', import.meta.url);
const PROGRAMS: readonly Program[] = [
  { name: DEFAULT_APOLLO, file: APOLLO },
  { name: LEAN_APOLLO, file: APOLLO, options: ['--lean'] },
  { name: MERCURIUS, file: new URL('mercurius.ts', import.meta.url) },
  { name: BARE_NODE, file: new URL('bare.ts', import.meta.url) },
];

export interface Peers extends AsyncDisposable {
  contenders(bodies: readonly string[]): readonly Contender[];
}

/** All peers, each in a process of its own on the server's core, with the flags of Node that the product starts with. */
export async function startPeers(): Promise<Peers> {
  await using stack = new AsyncDisposableStack();
  const started = PROGRAMS.map(({ name, file, options = [] }) => {
    const child = startChild({
      args: [...flagsOfStart(), fileURLToPath(file), ...options],
      cwd: process.cwd(),
      env: { NODE_ENV: 'production' },
      core: SERVER_CORE,
    });
    return { name, child: stack.use(child) };
  });
  const peers = await Promise.all(started.map(async (peer) => ({ ...peer, url: await urlOf(peer.child) })));
  const all = stack.move();
  return {
    contenders: (bodies) =>
      peers.map(({ name, child, url }) => ({
        name,
        url,
        bodies,
        usedCpu: () => child.ask<number>('usedCpu'),
      })),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function urlOf(child: Child): Promise<string> {
  return child.ask<string>('url');
}
