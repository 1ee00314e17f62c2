import { expect, test } from 'vitest';
import { sendPush } from '../../../discovery/push-command/send.ts';

type Step = Response | Error;

/** Plays these answers, one an attempt, and notes how long is waited between them. */
function play(steps: Step[], { attempts = 5, random = 1 } = {}) {
  const waits: number[] = [];
  const requests: RequestInit[] = [];
  const push = {
    url: new URL('http://host:4010/artifacts/834'),
    token: 'T',
    archive: new Uint8Array([1]),
    attempts,
    timeoutMs: 1000,
  };
  const world = {
    fetch: async (_url: unknown, init: RequestInit = {}) => {
      requests.push(init);
      const step = steps.shift();
      if (step instanceof Response) return step;
      throw step;
    },
    wait: async (ms: number) => {
      waits.push(ms);
    },
    random: () => random,
  };
  return { answer: sendPush(push, world), waits, requests };
}

const failed = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
const answered = (status: number, headers: Record<string, string> = {}) =>
  new Response('{}', { status, headers });

test('what passes is waited out, twice as long each time', async () => {
  const steps = [failed('ECONNREFUSED'), answered(500), answered(429), answered(503), answered(200)];
  const { answer, waits, requests } = play(steps);
  expect(await answer).toEqual({ status: 200, text: '{}' });
  expect(waits).toEqual([1000, 2000, 4000, 8000]);
  expect(requests.map(({ method, headers }) => [method, headers])).toEqual(
    Array.from({ length: 5 }, () => [
      'POST',
      { authorization: 'Bearer T', 'content-type': 'application/gzip' },
    ]),
  );
});

test('many senders do not come again at the same instant', async () => {
  const { answer, waits } = play([answered(503), answered(200)], { random: 0 });
  await answer;
  expect(waits).toEqual([500]);
});

test('an answer that says when to come again is heeded, up to a minute', async () => {
  const steps = [
    answered(503, { 'retry-after': '7' }),
    answered(429, { 'retry-after': '9999' }),
    answered(200),
  ];
  const { answer, waits } = play(steps);
  await answer;
  expect(waits).toEqual([7000, 60_000]);
});

test('a refusal is not sent again', async () => {
  for (const status of [200, 307, 400, 401, 403, 404, 409, 413, 422]) {
    const { answer, requests } = play([answered(status)]);
    expect((await answer).status).toBe(status);
    expect(requests).toHaveLength(1);
  }
});

test('attempts are bounded, and the last answer is given', async () => {
  const { answer, requests } = play([answered(503), answered(500)], { attempts: 2 });
  expect((await answer).status).toBe(500);
  expect(requests).toHaveLength(2);
});

test('a host that is never reached is an error with its reason and without the token', async () => {
  const steps = [
    failed('ECONNREFUSED'),
    new DOMException('The operation timed out', 'TimeoutError'),
    failed('ENOTFOUND'),
  ];
  const { answer, waits } = play(steps, { attempts: 3 });
  await expect(answer).rejects.toThrow('cannot reach http://host:4010 (ENOTFOUND), tried 3 times');
  expect(waits).toHaveLength(2);
});
