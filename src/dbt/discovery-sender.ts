import { readDiscoveryAnswer } from './discovery-errors.ts';
import type { Operation } from './document.ts';
import { DbtError, UnknownFieldError } from './errors.ts';
import type { DbtHttp, DbtHttpResponse } from './http.ts';
import { type OddValue, readShape, type Shape } from './odd-values.ts';
import { type RequestKind, type TimeRequest, UNTIMED } from './timed-request.ts';
import { createUnknownFields } from './unknown-fields.ts';
import { withoutToken } from './without-token.ts';

/** Whom to ask, with which token. `signal` ends the whole call, its retries included. */
export interface DiscoveryCall {
  readonly discoveryUrl: string;
  readonly serviceToken: string;
  readonly signal: AbortSignal;
  /** When the signal is going to end the call, in epoch milliseconds. */
  readonly deadlineAtMs: number;
  /** How long one try is waited for; as long as the call when left out. */
  readonly attemptMs?: number;
}

/** Runs one request to dbt: decides whether it may be made at all, and makes it again where that helps. */
export type RequestGuard = <T>(call: DiscoveryCall, attempt: () => Promise<T>) => Promise<T>;

export interface DiscoverySenderOptions {
  readonly guard?: RequestGuard;
  readonly time?: TimeRequest;
  readonly now?: () => number;
  /** Told of each value that was read as unknown because it is of another kind than dbt's schema says. */
  readonly onOddValue?: (odd: OddValueOfEnvironment) => void;
}

export interface OddValueOfEnvironment extends OddValue {
  /** `?` where the answer is about several environments. */
  readonly environmentId: string;
}

/**
 * Sends one operation and reads its answer by its shape. `build` is called again without the fields that a host of an older release refuses.
 * Rejects with a DbtError, or an UnknownEnvironmentError where dbt says so.
 */
export type DiscoverySender = <Answer>(
  call: DiscoveryCall,
  build: (without: ReadonlySet<string>) => Operation,
  shape: Shape<Answer>,
) => Promise<Answer>;

export function createDiscoverySender(http: DbtHttp, options: DiscoverySenderOptions): DiscoverySender {
  const { guard = (_call, attempt) => attempt(), now = Date.now, onOddValue = () => {} } = options;
  const { time = UNTIMED } = options;
  const unknownFields = createUnknownFields();

  async function send<Answer>(
    call: DiscoveryCall,
    build: (without: ReadonlySet<string>) => Operation,
    shape: Shape<Answer>,
  ): Promise<Answer> {
    const without = unknownFields.of(call.discoveryUrl);
    const operation = build(without);
    try {
      const { name: operationName, query, variables } = operation;
      const body = JSON.stringify({ operationName, query, variables });
      return await guard(call, () =>
        time(kindOf(operation), call.signal, async () =>
          readAnswer(await post(call, body), call, operation, shape),
        ),
      );
    } catch (error) {
      if (!(error instanceof UnknownFieldError)) throw error;
      // A host of an older release: ask again without the younger fields, and remember it.
      if (!unknownFields.learn(call.discoveryUrl, error.fields, without)) {
        throw new DbtError('DBT_RESPONSE_INVALID', `${error.message} Without it nothing can be read.`, {
          cause: error,
        });
      }
      return send(call, build, shape);
    }
  }

  /** One try. One that takes too long may be followed by another, as long as the call has not ended. */
  async function post(call: DiscoveryCall, body: string): Promise<DbtHttpResponse> {
    const { discoveryUrl: url, serviceToken, signal, attemptMs } = call;
    const limits = attemptMs === undefined ? [] : [AbortSignal.timeout(attemptMs)];
    try {
      return await http({
        method: 'POST',
        url,
        serviceToken,
        body,
        signal: AbortSignal.any([signal, ...limits]),
      });
    } catch (error) {
      if (!(error instanceof DbtError) || error.code !== 'DBT_TIMEOUT' || signal.aborted) throw error;
      throw new DbtError('DBT_TIMEOUT', error.message, { cause: error, retryable: true });
    }
  }

  function readAnswer<Answer>(
    response: DbtHttpResponse,
    { discoveryUrl, serviceToken }: DiscoveryCall,
    { name, variables }: Operation,
    shape: Shape<Answer>,
  ): Answer {
    const environmentId = typeof variables.environmentId === 'string' ? variables.environmentId : '?';
    const answer = readDiscoveryAnswer(response, new URL(discoveryUrl).host, {
      environmentId,
      serviceToken,
      nowMs: now(),
    });
    if (!answer.ok) throw answer.failure;
    const read = readShape(shape, answer.data);
    // A path may hold keys of the answer, and an id is somebody else's text.
    const clean = (text: string) => withoutToken(text, serviceToken).slice(0, MAX_NAMED_LENGTH);
    if (!read.ok) {
      const field = clean(read.damagedAt.join('.'));
      const place = field === '' ? '' : ` at ${field}`;
      throw invalid(`dbt's answer to ${name} does not have the expected shape${place}.`);
    }
    for (const odd of read.odd) {
      onOddValue({ ...odd, environmentId, uniqueId: odd.uniqueId === null ? null : clean(odd.uniqueId) });
    }
    return read.value;
  }

  return send;
}

function kindOf({ kind }: Operation): RequestKind {
  return { api: 'discovery', operation: kind };
}

/** Of somebody else's text in a message. */
const MAX_NAMED_LENGTH = 200;

function invalid(message: string): DbtError {
  return new DbtError('DBT_RESPONSE_INVALID', message);
}
