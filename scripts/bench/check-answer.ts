import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import type { Contender } from './load/rounds.ts';
import { bodyOf, type Workload } from './workloads.ts';

/** Asks once, and throws when the answer is another than the workload's: a server that answers less is faster. Returns its bytes. */
export async function checkAnswer({ name, url, headers }: Contender, workload: Workload): Promise<number> {
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: bodyOf(workload),
  });
  const text = await body.text();
  if (statusCode === 200 && isDeepStrictEqual(JSON.parse(text), workload.expected)) {
    return Buffer.byteLength(text);
  }
  throw new Error(`The answer of ${name} (${statusCode}) is not what is expected: ${text.slice(0, 500)}`);
}
