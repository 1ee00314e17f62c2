import { z } from 'zod';
import { describe, pushedArtifactSchema } from '../arrivals/push/pushed-artifact.ts';
import type { PushAnswer } from './send.ts';

const answerSchema = z.object({ environment: z.number(), artifacts: z.array(pushedArtifactSchema) });
const refusalSchema = z.object({ message: z.string() });

export interface Report {
  line: string;
  isTaken: boolean;
}

/** One line that says what became of a push. `discovery` is how the program that it is for is started. */
export function reportOn(environment: string, { status, text }: PushAnswer, discovery: string): Report {
  const body = parse(text);
  const answer = answerSchema.safeParse(body).data;
  if (answer !== undefined) {
    return {
      line: `Environment ${answer.environment}: ${describe(answer.artifacts)}`,
      isTaken: status === 200,
    };
  }
  const refusal = refusalSchema.safeParse(body).data;
  const reason = refusal?.message ?? `the answer is none of \`${discovery}\`: is --to its address?`;
  return { line: `Environment ${environment}: not taken, status ${status}: ${reason}`, isTaken: false };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
