import { expect, test } from 'vitest';
import { checkAnswer } from '../../scripts/bench/check-answer.ts';
import type { Contender } from '../../scripts/bench/load/rounds.ts';
import { ONE_TABLE } from '../../scripts/bench/workloads.ts';
import { startServer } from '../hosts/loopback-server.ts';

const { expected } = ONE_TABLE;

async function serve(answer: unknown, status = 200): Promise<Contender> {
  const { origin } = await startServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  return { name: 'a peer', url: `${origin}/graphql`, bodies: [], usedCpu: async () => 0 };
}

test('an answer that is the workload’s is taken, with its size', async () => {
  const bytes = await checkAnswer(await serve(expected), ONE_TABLE);

  expect(bytes).toBe(Buffer.byteLength(JSON.stringify(expected)));
});

test.each([
  ['less', { data: { _entities: expected.data._entities.slice(1) } }, 200],
  ['an error beside it', { ...expected, errors: [{ message: 'Not all is well.' }] }, 200],
  ['another status', expected, 500],
])('no contender is measured that answers with %s', async (_, answer, status) => {
  const contender = await serve(answer, status);

  await expect(checkAnswer(contender, ONE_TABLE)).rejects.toThrow('The answer of a peer');
});
