import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Question, reply } from './channel.ts';
import { onCore } from './cores.ts';
import { within } from './within.ts';

/** A process that this script has started, with a channel on which it answers questions. */
export interface Child extends AsyncDisposable {
  /** Its number in the system; 0 where it could not be started. */
  readonly pid: number;
  readonly hasEnded: boolean;
  /** Never resolves; rejects with its last words when the process ends. */
  readonly failed: Promise<never>;
  /** Rejects when the process ends first, or does not answer in time. */
  ask<T>(name: string, argument?: unknown): Promise<T>;
  /** Ends it as a crash does, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  /** Arguments of Node: flags, then the program. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  /** The core it runs on; any when left out or null. */
  readonly core?: number | null;
  /** How it is ended: SIGKILL, unless it has something to end itself. */
  readonly endSignal?: 'SIGKILL' | 'SIGTERM';
}

const ANSWER_WITHIN_MS = 60_000;
const LINES_KEPT = 12;

/** How to end each process that runs now: all are ended with this one. Where it is killed itself, they see their channel close. */
const running = new Map<ChildProcess, NodeJS.Signals>();
process.on('exit', () => {
  for (const [child, signal] of running) child.kill(signal);
});

export function startChild(options: ChildOptions): Child {
  const { PATH = '', HOME = '' } = process.env;
  const { endSignal = 'SIGKILL', core = null } = options;
  const [program, args] =
    core === null ? [process.execPath, options.args] : onCore(core, process.execPath, options.args);
  const child = spawn(program, args, {
    cwd: options.cwd,
    // Nothing else of this process's environment may configure what is measured.
    env: { PATH, HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.set(child, endSignal);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const lastWords: string[] = [];
  let asked = 0;
  let hasEnded = false;

  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      hasEnded = true;
      running.delete(child);
      failed.reject(new Error(describeEnd(lastWords)));
      resolve();
    });
  });
  // To write to a process that is just ending fails; its end is seen by itself.
  child.on('error', () => {});
  if (child.stdout) createInterface(child.stdout).on('line', (line) => options.onLine?.(line));
  if (child.stderr) {
    createInterface(child.stderr).on('line', (line) => {
      lastWords.push(line);
      if (lastWords.length > LINES_KEPT) lastWords.shift();
    });
  }
  child.on('message', (message) => {
    const { id, value, error } = reply.parse(message);
    const question = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) question?.resolve(value);
    else question?.reject(new Error(error));
  });

  async function kill(): Promise<void> {
    child.kill(endSignal);
    await ended;
  }

  return {
    pid: child.pid ?? 0,
    failed: failed.promise,
    get hasEnded() {
      return hasEnded;
    },
    async ask<T>(name: string, argument: unknown = null): Promise<T> {
      asked += 1;
      const id = asked;
      const answered = Promise.withResolvers<unknown>();
      waiting.set(id, answered);
      if (child.connected) child.send({ id, name, argument } satisfies Question, () => {});
      try {
        const outcomes = [answered.promise, failed.promise];
        return (await within(ANSWER_WITHIN_MS, `${name} was not answered`, outcomes)) as T;
      } finally {
        waiting.delete(id);
      }
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

function describeEnd(lastWords: readonly string[]): string {
  const reason = lastWords.find((line) => /FATAL ERROR|Error:|^- /.test(line)) ?? lastWords.at(-1);
  return `The process has ended${reason === undefined ? '.' : `: ${reason.trim()}`}`;
}
