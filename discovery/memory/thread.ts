import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Calls } from './protocol.ts';

export type Call = <Name extends keyof Calls>(
  name: Name,
  argument: Parameters<Calls[Name]>[0],
  /** Memory that is handed over instead of copied, which would hold this thread. */
  handedOver?: ArrayBuffer[],
) => Promise<ReturnType<Calls[Name]>>;

export interface Thread {
  call: Call;
  /** Calls that are under way are answered first. */
  end(): Promise<void>;
}

/** Beside this file, with its ending: both are built, or none. */
const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Starts the worker. Its calls are answered one after another. `onBroken` is told when it ends and nobody has ended it. */
export function startThread(onBroken: (error: Error) => void): Thread {
  const worker = new Worker(WORKER, { name: 'artifact-memory' });
  // What a call is answered is said by its name alone.
  const waiting = new Map<number, PromiseWithResolvers<never>>();
  let lastId = 0;
  let failure: Error | undefined;
  let isEnding = false;
  const fail = (error: Error) => {
    if (failure === undefined && !isEnding) onBroken(error);
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) call?.reject(new Error(answer.error));
    else call?.resolve(answer.value as never);
  });
  const exited = new Promise<void>((resolve) => {
    // An error is told before the end, and the state is free only after it.
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.once('exit', (code) => {
      fail(new Error(`The memory of artifacts has ended (exit code ${code})`, { cause }));
      resolve();
    });
  });
  return {
    call: (name, argument, handedOver = []) => {
      if (failure !== undefined) return Promise.reject(failure);
      const id = ++lastId;
      worker.postMessage({ id, name, argument }, handedOver);
      const call = Promise.withResolvers<never>();
      waiting.set(id, call);
      return call.promise;
    },
    end: async () => {
      isEnding = true;
      // A thread that is terminated has been seen to take the process with it: it is told to end.
      worker.postMessage({ id: 0, name: 'close', argument: undefined });
      await exited;
    },
  };
}
