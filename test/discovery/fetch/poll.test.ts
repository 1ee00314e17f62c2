import { expect, test } from 'vitest';
import { createPoller } from '../../../discovery/arrivals/poll.ts';
import { parseRetryAfter, RetryLater } from '../../../discovery/arrivals/retry-after.ts';
import type { ArtifactSource } from '../../../discovery/arrivals/source.ts';
import type { Arrival, Verdict } from '../../../discovery/memory/memory.ts';
import { turnedClock } from './fixtures/turned-clock.ts';

const MANIFEST: Arrival = { kind: 'manifest', origin: 'manifest.json', bytes: Buffer.from('{}') };

/** A poller of a source whose looks are answered by the test, one after the other; nothing when there is none. */
function pollerOf(random = () => 0) {
  const clock = turnedClock();
  const answers: (readonly Arrival[] | Error)[] = [];
  const events: string[] = [];
  let wake = () => {};
  let take = async (arrivals: readonly Arrival[]): Promise<readonly Verdict[]> =>
    arrivals.map(({ kind, origin }) => ({ outcome: 'new', kind, origin, nodes: 1, notes: [] }));
  const source: ArtifactSource = {
    name: 'a place',
    async look() {
      const answer = answers.shift() ?? [];
      events.push(answer instanceof Error ? 'look fails' : `look: ${answer.length}`);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    again: () => events.push('again'),
    onHint: (listener) => {
      wake = listener;
    },
    close: () => events.push('closed'),
  };
  const poller = createPoller({
    source,
    clock,
    random,
    pollSeconds: 30,
    take: (arrivals) => take(arrivals),
    onVerdicts: (verdicts) => events.push(`verdicts: ${verdicts.map(({ outcome }) => outcome)}`),
    onFailure: (message, isRepeated) => events.push(`failure: ${message}${isRepeated ? ' (again)' : ''}`),
    onRecovered: () => events.push('recovered'),
  });
  return {
    clock,
    poller,
    answers,
    wake: () => wake(),
    failToTake: (times: number) => {
      const before = take;
      let left = times;
      take = async (arrivals) => {
        if (left === 0) return before(arrivals);
        left -= 1;
        throw new Error('the disk is full');
      };
    },
    /** What has happened since the last call. */
    async happened() {
      // Every turn of a look ends in microtasks.
      await new Promise((resolve) => setImmediate(resolve));
      return events.splice(0);
    },
  };
}

test('looks every so often, and at once again while something comes', async () => {
  const { clock, poller, answers, happened } = pollerOf();
  poller.start();
  expect(clock.waits()).toEqual([30_000]);
  clock.turn();
  expect(await happened()).toEqual(['look: 0']);
  answers.push([MANIFEST], [MANIFEST, MANIFEST]);
  clock.turn();
  expect(await happened()).toEqual(['look: 1', 'look: 2', 'look: 0', 'verdicts: new,new,new']);
  expect(clock.waits()).toEqual([30_000]);
  expect(poller.status()).toEqual({
    source: 'a place',
    lastLookedAt: new Date('2026-03-02T10:01:00Z'),
    lastSucceededAt: new Date('2026-03-02T10:01:00Z'),
    lastError: null,
    failures: 0,
  });
});

test('failures double the wait up to ten minutes; a success ends that', async () => {
  const { clock, poller, answers, happened } = pollerOf();
  poller.start();
  const waits: number[] = [];
  for (let failure = 0; failure < 7; failure += 1) {
    answers.push(new Error(failure < 5 ? 'denied' : 'gone'));
    clock.turn();
    await happened();
    waits.push(...clock.waits());
  }
  expect(waits).toEqual([60, 120, 240, 480, 600, 600, 600].map((seconds) => seconds * 1000));
  expect(poller.status()).toMatchObject({ lastError: 'gone', failures: 7, lastSucceededAt: null });
  clock.turn();
  expect(await happened()).toEqual(['look: 0', 'recovered']);
  expect(clock.waits()).toEqual([30_000]);
  expect(poller.status()).toMatchObject({ lastError: null, failures: 7 });
});

test('the same failure is told apart from a new one', async () => {
  const { clock, poller, answers, happened } = pollerOf();
  poller.start();
  answers.push(new Error('denied'), new Error('denied'), new Error('gone'));
  const told: string[] = [];
  for (let look = 0; look < 3; look += 1) {
    clock.turn();
    told.push(...(await happened()));
  }
  expect(told.filter((event) => event.startsWith('failure'))).toEqual([
    'failure: denied',
    'failure: denied (again)',
    'failure: gone',
  ]);
});

test('chance spreads the looks, after failures more widely', async () => {
  const { clock, poller, answers, happened } = pollerOf(() => 1);
  poller.start();
  expect(clock.waits()).toEqual([27_000]);
  answers.push(new Error('denied'));
  clock.turn();
  await happened();
  expect(clock.waits()).toEqual([30_000]);
});

test('a hint looks before its time; one that comes during a look is not lost', async () => {
  const { clock, poller, wake, happened } = pollerOf();
  wake();
  expect(await happened()).toEqual([]);
  poller.start();
  wake();
  wake();
  wake();
  expect(await happened()).toEqual(['look: 0', 'look: 0']);
  expect(clock.waits()).toEqual([30_000]);
});

test('what could not be remembered is handed over again', async () => {
  const { clock, poller, answers, failToTake, happened } = pollerOf();
  failToTake(1);
  poller.start();
  answers.push([MANIFEST], [MANIFEST]);
  clock.turn();
  expect(await happened()).toEqual(['look: 1', 'again', 'failure: the disk is full']);
  clock.turn();
  expect(await happened()).toEqual(['look: 1', 'look: 0', 'recovered', 'verdicts: new']);
});

test('a look on request says what failed to whoever asked', async () => {
  const { poller, answers, happened } = pollerOf();
  answers.push(new Error('denied'));
  await expect(poller.look()).rejects.toThrow('denied');
  answers.push([MANIFEST]);
  expect(await poller.look()).toHaveLength(1);
  expect(await happened()).toEqual(['look fails', 'look: 1', 'look: 0']);
});

test('nothing is looked at after the end', async () => {
  const { clock, poller, wake, happened } = pollerOf();
  poller.start();
  await poller.close();
  wake();
  expect(clock.waits()).toEqual([]);
  expect(await happened()).toEqual(['closed']);
});

test('a source that says when to come again is left alone until then, and no longer than an hour', async () => {
  const { clock, poller, answers, happened } = pollerOf();
  poller.start();
  const asked = new RetryLater('a place is busy', 240_000);
  answers.push(new Error('a place cannot be read', { cause: asked }), new Error('it is out'));
  clock.turn();
  await happened();
  expect(clock.waits()).toEqual([240_000]);
  clock.turn();
  await happened();
  // Nothing was asked for this time.
  expect(clock.waits()).toEqual([120_000]);
});

test.each([
  ['120', 120_000],
  ['0', 0],
  ['86400', 3_600_000],
  ['Mon, 02 Mar 2026 10:05:00 GMT', 300_000],
  ['Mon, 02 Mar 2026 09:00:00 GMT', 0],
  ['Tue, 03 Mar 2026 10:00:00 GMT', 3_600_000],
  ['soon', null],
  ['-5', null],
  ['1.5', null],
  ['', null],
  [null, null],
])('Retry-After: %s', (header, expected) => {
  expect(parseRetryAfter(header, new Date('2026-03-02T10:00:00Z'))).toBe(expected);
});
