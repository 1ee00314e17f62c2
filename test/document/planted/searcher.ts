import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Finding, Search } from './search.ts';

/** Looks for planted faults. */
export interface Searcher {
  /** Rejects when the fault cannot be planted, or the process ends. */
  find(search: Search): Promise<Finding>;
  stop(): Promise<void>;
}

type Reply = { readonly finding: Finding } | { readonly error: string };

/** In so many processes, each of which searches for one fault at a time. */
export function startSearchers(count: number): Searcher {
  const searchers = Array.from({ length: count }, startSearcher);
  const free = [...searchers];
  const waiting: ((searcher: Searcher) => void)[] = [];
  const take = async () => free.pop() ?? new Promise<Searcher>((resolve) => void waiting.push(resolve));
  return {
    async find(search) {
      const searcher = await take();
      try {
        return await searcher.find(search);
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(searcher);
        else next(searcher);
      }
    },
    async stop() {
      await Promise.all(searchers.map((searcher) => searcher.stop()));
    },
  };
}

function startSearcher(): Searcher {
  const program = fork(fileURLToPath(new URL('search.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const exited = once(program, 'exit');
  const ended = exited.then(([code]): never => {
    throw new Error(`The search for planted faults ended with code ${code}.`);
  });
  ended.catch(() => {});
  return {
    async find(search) {
      const replied = new Promise<Reply>((resolve) => {
        program.once('message', resolve);
      });
      program.send(search);
      const reply = await Promise.race([replied, ended]);
      if ('error' in reply) throw new Error(reply.error);
      return reply.finding;
    },
    async stop() {
      if (program.connected) program.disconnect();
      await exited;
    },
  };
}
