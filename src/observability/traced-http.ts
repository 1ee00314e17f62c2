import type { Tracing } from './tracing.ts';

/** What of a call to dbt is looked at. */
interface HttpCall {
  readonly method: string;
  readonly url: string;
  /** JSON text. */
  readonly body?: string;
}

/** The same calls, each inside a span of its own. */
export function createTracedHttp<Call extends HttpCall, Answer extends { readonly status: number }>(
  http: (call: Call) => Promise<Answer>,
  tracing: Pick<Tracing, 'call'>,
): (call: Call) => Promise<Answer> {
  return (call) => {
    const { host } = new URL(call.url);
    const operation = operationOf(call.body);
    const name = operation === null ? `${call.method} ${host}` : `dbt ${operation}`;
    return tracing.call({ name, method: call.method, host }, () => http(call));
  };
}

/** Documents are long, and their operation's name stands in front: nothing is parsed for it. */
const OPERATION_NAME = /^\{"operationName":"(\w{1,64})"/;

function operationOf(body: string | undefined): string | null {
  return body === undefined ? null : (OPERATION_NAME.exec(body)?.[1] ?? null);
}
