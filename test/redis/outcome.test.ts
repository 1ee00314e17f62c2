import { ErrorReply } from '@redis/client';
import { expect, test } from 'vitest';
import { type Outcome, outcomeOf } from '../../src/redis/outcome.ts';
import { createFakeTimers, settled } from '../support/fake-timers.ts';

const DEADLINE_MS = 50;

/** A command that is under way, and what is known of it. */
function send() {
  const timers = createFakeTimers();
  const reply = Promise.withResolvers<string>();
  const known: { outcome: Outcome<string> | 'none yet' } = { outcome: 'none yet' };
  void outcomeOf(reply.promise, DEADLINE_MS, timers).then((outcome) => {
    known.outcome = outcome;
  });
  return { timers, reply, known };
}

test('a reply within the deadline is the answer, and leaves no timer behind', async () => {
  const { timers, reply, known } = send();
  timers.advance(49);
  reply.resolve('x');
  await settled();
  expect(known.outcome).toEqual({ kind: 'answered', value: 'x' });
  expect(timers.count()).toBe(0);
});

test('a command without a reply is missed at its deadline, and not before', async () => {
  const { timers, known } = send();
  timers.advance(49);
  await settled();
  expect(known.outcome).toBe('none yet');
  timers.advance(1);
  await settled();
  expect(known.outcome).toEqual({ kind: 'missed' });
  expect(timers.count()).toBe(0);
});

test.each([
  ['a refusal', new ErrorReply('OOM'), 'refused'],
  ['a cut connection', new Error('Socket closed unexpectedly'), 'missed'],
])('%s is told apart', async (_what, error, kind) => {
  const { timers, reply, known } = send();
  reply.reject(error);
  await settled();
  expect(known.outcome).toEqual({ kind });
  expect(timers.count()).toBe(0);
});

test('a reply that lay in the socket while the process was blocked is the answer', async () => {
  const { timers, reply, known } = send();
  timers.block(55);
  // Read in the poll phase that follows the timers.
  reply.resolve('x');
  await settled();
  expect(known.outcome).toEqual({ kind: 'answered', value: 'x' });
  expect(timers.count()).toBe(0);
});

test('after a stall a command has its deadline once more', async () => {
  const { timers, reply, known } = send();
  timers.block(80);
  await settled();
  timers.advance(49);
  await settled();
  expect(known.outcome).toBe('none yet');
  reply.resolve('x');
  await settled();
  expect(known.outcome).toEqual({ kind: 'answered', value: 'x' });
});

test('a server that hangs is found out behind a stall, too', async () => {
  const { timers, known } = send();
  timers.block(80);
  await settled();
  timers.advance(50);
  await settled();
  expect(known.outcome).toEqual({ kind: 'missed' });
});

test('a process that is blocked twice gives up, without a word about the server', async () => {
  const { timers, known } = send();
  timers.block(80);
  await settled();
  timers.block(80);
  await settled();
  expect(known.outcome).toEqual({ kind: 'stalled' });
  expect(timers.count()).toBe(0);
});

test('a timer that is a little late shows no stall', async () => {
  const { timers, known } = send();
  timers.block(59);
  await settled();
  expect(known.outcome).toEqual({ kind: 'missed' });
});
