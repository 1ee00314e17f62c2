import { type Agent, request } from 'undici';
import { DbtError } from './errors.ts';
import { HostRefusedError } from './host-refused.ts';

/** One call to dbt's platform, with the token as the only credential. */
export interface DbtHttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly serviceToken: string;
  /** JSON text. */
  readonly body?: string;
  /** Ends the call, connecting included. */
  readonly signal: AbortSignal;
}

export interface DbtHttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends one request as it is: no retries, no redirects. Rejects with a DbtError when no whole answer came back. */
export type DbtHttp = (call: DbtHttpRequest) => Promise<DbtHttpResponse>;

export interface DbtHttpOptions {
  /** Bytes of one answer, at most; a larger one is refused before it is read whole. */
  readonly maxResponseBytes?: number;
  /** Where connections are made: a guarded agent in production (see host-guard), undici's own when left out. */
  readonly dispatcher?: Agent;
}

/** 32 MB: far over any page seen, small enough that a few of them do not end the process. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

export function createDbtHttp(options: DbtHttpOptions = {}): DbtHttp {
  const maxResponseBytes = options.maxResponseBytes ?? MAX_RESPONSE_BYTES;
  const dispatcher = options.dispatcher;

  return async ({ method, url, serviceToken, body, signal }) => {
    const host = new URL(url).host;
    try {
      const response = await request(url, {
        method,
        signal,
        headers: {
          authorization: `Bearer ${serviceToken}`,
          accept: 'application/json',
          'x-dbt-partner-source': 'dbt-metadata-subgraph',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        ...(dispatcher === undefined ? {} : { dispatcher }),
      });
      const text = await readBounded(response.body, maxResponseBytes, host);
      return { status: response.statusCode, headers: response.headers, body: text };
    } catch (error) {
      throw toDbtError(error, host, signal);
    }
  };
}

async function readBounded(
  body: AsyncIterable<Buffer> & { destroy(): unknown },
  maxBytes: number,
  host: string,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      body.destroy();
      throw new DbtError(
        'DBT_RESPONSE_INVALID',
        `${host} answered with more than ${Math.round(maxBytes / 1024 / 1024)} MB.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toDbtError(error: unknown, host: string, signal: AbortSignal): DbtError {
  if (error instanceof DbtError) return error;
  if (error instanceof HostRefusedError) {
    return new DbtError('DBT_UNREACHABLE', `${host} ${error.message}.`, { cause: error });
  }
  if (signal.aborted) {
    return new DbtError('DBT_TIMEOUT', `${host} did not answer in time.`, { cause: error });
  }
  return new DbtError('DBT_UNREACHABLE', `${host} cannot be reached: ${describe(error)}.`, {
    cause: error,
    retryable: true,
  });
}

/** Node's short codes say enough for a person; messages of the TLS layer may repeat what was sent. */
function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name does not resolve';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'the connection was cut';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another name';
    default:
      return code === null ? 'the connection failed' : `the connection failed (${code})`;
  }
}
