import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stack } from '../support/start-stack.ts';
import { requestsOf, SITUATIONS, type Subject, send } from './comparison.ts';

describe.each(Object.values(SITUATIONS))('while $title', (situation) => {
  let subject: Subject;

  beforeAll(async () => {
    subject = await situation.start({});
  });

  afterAll(() => subject.stop());

  test(`${situation.requests} generated requests are answered by their plans as by the executor, byte for byte`, async () => {
    const { stack, between } = subject;
    const before = await waysOf(stack);
    const requests = requestsOf(situation);
    for (const request of requests) {
      const executed = await send(stack, request, 'executor');
      expect(await send(stack, request, 'plan'), `first time: ${request.query}`).toEqual(executed);
      await between?.();
      // What was written first is answered again, as long as it holds.
      const again = between === null ? executed : await send(stack, request, 'executor');
      expect(await send(stack, request, 'plan'), `second time: ${request.query}`).toEqual(again);
    }
    const after = await waysOf(stack);
    // The others have no references, or null among them, which is for the executor to refuse.
    expect(after.plan - before.plan).toBeGreaterThan(requests.length * 1.5);
    expect(after.executor - before.executor).toBeGreaterThan(requests.length * 0.75);
  });
});

async function waysOf(stack: Stack): Promise<{ plan: number; executor: number }> {
  const text = await (await fetch(`${stack.url}/metrics`)).text();
  const countOf = (way: string) =>
    Number(
      new RegExp(`^dbt_subgraph_entities_requests_total\\{way="${way}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
    );
  return { plan: countOf('plan'), executor: countOf('executor') };
}
