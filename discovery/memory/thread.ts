import { Worker } from 'node:worker_threads';
import type { Answer, Calls } from './protocol.ts';

type Call = <Name extends keyof Calls>(
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

/** Starts the worker. Its calls are answered one after another. */
export function startThread(): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'artifact-memory' });
  // What a call is answered is said by its name alone.
  const waiting = new Map<number, PromiseWithResolvers<never>>();
  let lastId = 0;
  let failure: Error | undefined;
  const fail = (error: Error) => {
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
  worker.on('error', (cause) =>
    fail(new Error('The memory of artifacts broke down: start the program again', { cause })),
  );
  worker.on('exit', () => fail(new Error('The memory of artifacts is closed')));
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
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
      // A thread that is terminated has been seen to take the process with it: it is told to end.
      worker.postMessage({ id: 0, name: 'close', argument: undefined });
      await exited;
    },
  };
}
