import { setTimeout } from 'node:timers/promises';
import { Agent } from 'undici';

/** Clients that ask all the time, each over a connection of its own that it keeps. */
export interface Load extends AsyncDisposable {
  readonly answered: () => number;
  /** Why requests failed: an answer that is not the expected one is a failure. */
  readonly failures: readonly string[];
  /** How often a client had to connect. */
  readonly connects: () => number;
  /** Milliseconds that each answer took. */
  readonly durationsMs: readonly number[];
}

export interface LoadOptions {
  readonly url: string;
  readonly clients: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly expected: string;
}

/** Between an answer and the client's next request: the processes share their cores with the other tests. */
const PAUSE_MS = 20;

export function startLoad({ url, clients, headers, body, expected }: LoadOptions): Load {
  const failures: string[] = [];
  const durationsMs: number[] = [];
  let connects = 0;
  let running = true;

  async function ask(): Promise<void> {
    const connection = new Agent({ connections: 1, pipelining: 1, keepAliveTimeout: 600_000 });
    connection.on('connect', () => {
      connects++;
    });
    while (running) {
      const startedMs = performance.now();
      const problem = await askOnce(connection).catch((error: unknown) => describe(error));
      if (problem === null) durationsMs.push(performance.now() - startedMs);
      else failures.push(problem);
      await setTimeout(PAUSE_MS);
    }
    await connection.close();
  }

  async function askOnce(dispatcher: Agent): Promise<string | null> {
    const { statusCode, body: answer } = await dispatcher.request({
      origin: url,
      path: '/graphql',
      method: 'POST',
      headers,
      body,
    });
    const text = await answer.text();
    return statusCode === 200 && text === expected ? null : `${statusCode} ${text.slice(0, 500)}`;
  }

  const asking = Array.from({ length: clients }, ask);
  return {
    answered: () => durationsMs.length,
    failures,
    connects: () => connects,
    durationsMs,
    async [Symbol.asyncDispose]() {
      running = false;
      await Promise.all(asking);
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
