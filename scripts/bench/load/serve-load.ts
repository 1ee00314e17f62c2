import { Pool } from 'undici';
import { answerParent } from '../../support/process/channel.ts';

/** A load, as a process of its own: so many connections, each with one request at a time, until the time is over. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by turns. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadOutcome {
  /** Requests that were answered 200. */
  readonly answered: number;
  readonly failed: number;
  /** The last failure, for a person. */
  readonly failure: string | null;
}

/** The statuses are looked at, the bodies only read: they were compared before. */
async function applyLoad(load: Load): Promise<LoadOutcome> {
  const { origin, pathname } = new URL(load.url);
  const bodies = load.bodies.map((body) => Buffer.from(body));
  const headers = { 'content-type': 'application/json', ...load.headers };
  const pool = new Pool(origin, { connections: load.connections, pipelining: 1 });
  const endAtMs = performance.now() + load.durationMs;
  let sent = 0;
  let answered = 0;
  let failed = 0;
  let failure: string | null = null;

  function post(body: Buffer): Promise<void> {
    const done = Promise.withResolvers<void>();
    const fail = (reason: string) => {
      failed += 1;
      failure = reason;
    };
    pool.dispatch(
      { path: pathname, method: 'POST', headers, body },
      {
        onRequestStart() {},
        onResponseStart(_controller, status) {
          if (status === 200) answered += 1;
          else fail(`status ${status}`);
        },
        onResponseData() {},
        onResponseEnd: () => done.resolve(),
        onResponseError(_controller, error) {
          fail(error.message);
          done.resolve();
        },
      },
    );
    return done.promise;
  }

  async function keepAsking(): Promise<void> {
    while (performance.now() < endAtMs) {
      const body = bodies[sent % bodies.length] ?? Buffer.alloc(0);
      sent += 1;
      await post(body);
    }
  }

  // Requests in flight at the end are waited for: whatever the server worked on is counted.
  await Promise.all(Array.from({ length: load.connections }, keepAsking));
  await pool.close();
  return { answered, failed, failure };
}

answerParent({ applyLoad });
// Without a server or a request nothing else keeps this process running.
process.channel?.ref();
