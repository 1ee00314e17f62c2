import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationKind } from '../document/operation-kind.ts';
import type { GraphAnswer } from './graph.ts';
import { HttpRefusal } from './http-refusal.ts';
import { ClientGoneError } from './read-body.ts';

/** A request to the graph that was answered or refused. */
export interface TimedAnswer {
  readonly operation: OperationKind;
  readonly status: number;
  /** Of the errors in the answer, each once. */
  readonly errorCodes: readonly unknown[];
  /** From its headers to its answer. */
  readonly durationMs: number;
}

export interface TimingOptions {
  readonly onTimed?: (answer: TimedAnswer) => void;
  /** Milliseconds by a clock that is never set; the system's own when left out. */
  readonly elapsedMs?: () => number;
}

type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<Pick<GraphAnswer, 'operation' | 'status' | 'errorCodes'> | null>;

/** The same, told of with the time it took. An answer of null asked nothing of the graph and is not told. */
export function timeAnswers(
  answer: Answer,
  { onTimed, elapsedMs = () => performance.now() }: TimingOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const startedAtMs = elapsedMs();
    try {
      const answered = await answer(request, response);
      if (answered === null) return;
      const { operation, status, errorCodes } = answered;
      onTimed?.({ operation, status, errorCodes, durationMs: elapsedMs() - startedAtMs });
    } catch (error) {
      // A client that went away was not answered.
      if (!(error instanceof ClientGoneError))
        onTimed?.({ operation: 'unread', ...refusalOf(error), durationMs: elapsedMs() - startedAtMs });
      throw error;
    }
  };
}

/** `refused`: nothing was executed. With `errors` there may be data beside them. */
export function outcomeOf(status: number, errorCodes: readonly unknown[]): 'ok' | 'errors' | 'refused' {
  if (status >= 400 && status < 500) return 'refused';
  return status >= 500 || errorCodes.length > 0 ? 'errors' : 'ok';
}

function refusalOf(error: unknown): Pick<TimedAnswer, 'status' | 'errorCodes'> {
  return error instanceof HttpRefusal
    ? { status: error.status, errorCodes: [error.code] }
    : { status: 500, errorCodes: ['INTERNAL_SERVER_ERROR'] };
}
