import { once } from 'node:events';
import {
  requestsOf,
  SITUATIONS,
  type Situation,
  type SituationName,
  type Subject,
  send,
} from '../comparison.ts';
import type { GeneratedRequest } from '../generate-documents.ts';
import { type Fault, startWith } from './plant.ts';

/** Says in which situation a fault is looked for; without one the source is searched as it is. */
export interface Search {
  readonly situation: SituationName;
  readonly fault: Fault | null;
}

/** What a search has found: the first answer that differs; null when all are as they should be. */
export type Finding = {
  /** How many requests were sent until then. */
  readonly requests: number;
  readonly query: string;
  /** Whether the plan has failed, and the executor has answered. */
  readonly isExecuted: boolean;
  readonly answered: string;
  readonly expected: string;
} | null;

/** Without a fault so many requests are enough: `plan-and-executor.test.ts` compares all of them. */
const MAX_REQUESTS_WITHOUT = 100;
const NOT_PLANNED = 'was not written by its plan';

const references = new Map<SituationName, Reference>();

// A program of its own, which answers each `Search` with a `Finding`: the tests' own loader knows of no planted faults.
process.on('message', (search: Search) => {
  find(search).then(
    (finding) => process.send?.({ finding }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function find({ situation: name, fault }: Search): Promise<Finding> {
  const situation = SITUATIONS[name];
  const expected = referenceOf(name, situation);
  const subject = await situation.start(fault === null ? {} : { startSubgraph: await startWith(fault) });
  try {
    return await compare(subject, fault === null ? MAX_REQUESTS_WITHOUT : Infinity, situation, expected);
  } finally {
    await subject.stop();
  }
}

async function compare(
  subject: Subject,
  maxRequests: number,
  situation: Situation,
  expected: Reference,
): Promise<Finding> {
  for (const [position, request] of requestsOf(situation).slice(0, maxRequests).entries()) {
    const answers = await expected(position);
    for (const [time, answer] of answers.entries()) {
      if (time > 0) await subject.between?.();
      const found = await answerOf(subject, request, 'plan');
      const isExecuted = subject.stack.log.text.includes(NOT_PLANNED);
      if (found === answer && !isExecuted) continue;
      const { query } = request;
      return { requests: position + 1, query, isExecuted, answered: found, expected: answer };
    }
  }
  return null;
}

/** What the executor of the source as it is answers to the request at a position, before and after the facts may have changed. */
type Reference = (position: number) => Promise<readonly string[]>;

function referenceOf(name: SituationName, situation: Situation): Reference {
  const known = references.get(name);
  if (known !== undefined) return known;
  const requests = requestsOf(situation);
  const answers: string[][] = [];
  let subject: Promise<Subject> | undefined;
  const made: Reference = async (position) => {
    subject ??= situation.start({});
    const its = await subject;
    const { between } = its;
    for (const request of requests.slice(answers.length, position + 1)) {
      const first = await answerOf(its, request, 'executor');
      await between?.();
      const again = between === null ? first : await answerOf(its, request, 'executor');
      answers.push([first, again]);
    }
    return answers[position] ?? [];
  };
  references.set(name, made);
  return made;
}

/** dbt listens at another port for each subject, which messages name. */
async function answerOf({ stack }: Subject, request: GeneratedRequest, way: 'plan' | 'executor') {
  return JSON.stringify(await send(stack, request, way)).replaceAll(new URL(stack.discovery.url).host, 'dbt');
}

await once(process, 'disconnect');
process.exit();
