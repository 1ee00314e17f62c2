import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { RequestContext } from '../context.ts';
import { isAnonymous, type RefusalKind } from '../identity/viewer.ts';
import type { Log } from '../observability/log.ts';
import type { RefusedCaller } from '../observability/refused-callers.ts';
import { judgeError } from './error-verdict.ts';

/** Longer names are cut: a caller chooses them. */
const MAX_NAME_LENGTH = 100;

export interface RequestLogOptions {
  readonly log: Log;
  readonly now: () => number;
  /** Told of each caller who could not prove who they are. */
  readonly onRefusedCaller: (refused: RefusedCaller & { readonly kind: RefusalKind }) => void;
}

/** One line for each request, under its id: what was asked by name, what came of it. Never the document, a variable or a header. */
export function createRequestLog({
  log,
  now,
  onRefusedCaller,
}: RequestLogOptions): ApolloServerPlugin<RequestContext> {
  return {
    async contextCreationDidFail({ error }) {
      logMasked(log, [error], {});
    },

    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      logMasked(log, [error], whoAsked(requestContext.contextValue));
    },

    async requestDidStart() {
      const startedAtMs = now();
      return {
        async didEncounterErrors({ errors, contextValue, operationName }) {
          logMasked(log, errors, { ...whoAsked(contextValue), operation: cut(operationName) });
        },

        async willSendResponse({ contextValue, operationName, operation, response }) {
          const body = response.body.kind === 'single' ? response.body.singleResult : null;
          const codes = new Set(body?.errors?.map((error) => error.extensions?.code) ?? []);
          const caller = contextValue?.caller;
          const isStranger = caller === undefined || isAnonymous(caller);
          if (caller !== undefined && isAnonymous(caller) && codes.has('UNAUTHENTICATED')) {
            const { kind, reason } = caller;
            onRefusedCaller({ kind, reason, requestId: contextValue.requestId });
          }
          logAnswered(log, {
            requestId: contextValue?.requestId,
            tenant: isStranger ? null : caller.tenant,
            operation: operationName,
            kind: operation?.operation,
            durationMs: now() - startedAtMs,
            errorCodes: [...codes],
          });
        },
      };
    },
  };
}

export interface AnsweredRequest {
  readonly requestId: string | undefined;
  /** Null for a stranger. */
  readonly tenant: string | null;
  /** As the caller named it. */
  readonly operation: string | null | undefined;
  readonly kind: `${OperationTypeNode}` | undefined;
  readonly durationMs: number;
  readonly errorCodes: readonly unknown[];
}

/** Changes are worth a line each; reads, of which a page makes many, and what strangers try are for those who look for something. */
export function logAnswered(log: Log, answered: AnsweredRequest): void {
  const { requestId, tenant, operation, kind, durationMs, errorCodes } = answered;
  const fields = {
    requestId,
    ...(tenant === null ? {} : { tenant }),
    operation: cut(operation),
    kind,
    // A clock that is set back in between must not make it negative.
    durationMs: Math.max(0, durationMs),
    ...(errorCodes.length === 0 ? {} : { errors: errorCodes }),
  };
  if (kind === OperationTypeNode.MUTATION && tenant !== null) log.info(fields, 'request answered');
  else log.debug(fields, 'request answered');
}

/** Logs, whole, each error that its caller is told nothing of but where to find this line. */
function logMasked(log: Log, errors: readonly unknown[], about: Readonly<Record<string, unknown>>): void {
  for (const error of errors) {
    const verdict = judgeError(error);
    if (verdict.kind === 'masked') log.error({ err: verdict.cause, ...about }, 'a defect reached the caller');
  }
}

function whoAsked(context: RequestContext | undefined): Readonly<Record<string, unknown>> {
  if (context === undefined) return {};
  const { requestId, caller } = context;
  return { requestId, ...(isAnonymous(caller) ? {} : { tenant: caller.tenant }) };
}

function cut(name: string | null | undefined): string | null {
  return name?.slice(0, MAX_NAME_LENGTH) ?? null;
}
