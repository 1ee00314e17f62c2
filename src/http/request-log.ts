import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { RequestContext } from '../context.ts';
import { isAnonymous } from '../identity/viewer.ts';
import type { Log } from '../observability/log.ts';
import { judgeError } from './error-verdict.ts';

/** Longer names are cut: a caller chooses them. */
const MAX_NAME_LENGTH = 100;

/** One line for each request, under its id: what was asked by name, what came of it. Never the document, a variable or a header. */
export function createRequestLog(log: Log, now: () => number): ApolloServerPlugin<RequestContext> {
  return {
    async contextCreationDidFail({ error }) {
      logMasked(log, [error], {});
    },

    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      logMasked(log, [error], { requestId: requestContext.contextValue?.requestId });
    },

    async requestDidStart() {
      const startedAtMs = now();
      return {
        async didEncounterErrors({ errors, contextValue, operationName }) {
          logMasked(log, errors, { requestId: contextValue.requestId, operation: cut(operationName) });
        },

        async willSendResponse({ contextValue, operationName, operation, response }) {
          const body = response.body.kind === 'single' ? response.body.singleResult : null;
          const codes = new Set(body?.errors?.map((error) => error.extensions?.code) ?? []);
          logAnswered(log, {
            requestId: contextValue?.requestId,
            operation: operationName,
            kind: operation?.operation,
            durationMs: now() - startedAtMs,
            errorCodes: [...codes],
            isStranger: contextValue === undefined || isAnonymous(contextValue.caller),
          });
        },
      };
    },
  };
}

export interface AnsweredRequest {
  readonly requestId: string | undefined;
  /** As the caller named it. */
  readonly operation: string | null | undefined;
  readonly kind: `${OperationTypeNode}` | undefined;
  readonly durationMs: number;
  readonly errorCodes: readonly unknown[];
  readonly isStranger: boolean;
}

/** Changes are worth a line each; reads, of which a page makes many, and what strangers try are for those who look for something. */
export function logAnswered(log: Log, answered: AnsweredRequest): void {
  const { requestId, operation, kind, durationMs, errorCodes, isStranger } = answered;
  const fields = {
    requestId,
    operation: cut(operation),
    kind,
    // A clock that is set back in between must not make it negative.
    durationMs: Math.max(0, durationMs),
    ...(errorCodes.length === 0 ? {} : { errors: errorCodes }),
  };
  if (kind === OperationTypeNode.MUTATION && !isStranger) log.info(fields, 'request answered');
  else log.debug(fields, 'request answered');
}

/** Logs, whole, each error that its caller is told nothing of but where to find this line. */
function logMasked(log: Log, errors: readonly unknown[], about: Readonly<Record<string, unknown>>): void {
  for (const error of errors) {
    const verdict = judgeError(error);
    if (verdict.kind === 'masked') log.error({ err: verdict.cause, ...about }, 'a defect reached the caller');
  }
}

function cut(name: string | null | undefined): string | null {
  return name?.slice(0, MAX_NAME_LENGTH) ?? null;
}
