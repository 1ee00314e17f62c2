import { withoutSecrets } from './location.ts';
import { parseRetryAfter, RetryLater } from './retry-after.ts';
import { collect } from './unpack.ts';

export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export type Answer =
  | { readonly status: 'new'; readonly bytes: Uint8Array<ArrayBuffer>; readonly validators: Validators }
  | { readonly status: 'unchanged' }
  | { readonly status: 'absent' }
  | { readonly status: 'forbidden' };

export interface RequestOptions {
  headers: Headers;
  known: Validators | null;
  signal: AbortSignal;
  /** How long the server may be silent. */
  silenceMs: number;
}

/** Asks for one file. Throws an error with a remedy for every answer that says nothing about the file. */
export async function request(address: URL, options: RequestOptions): Promise<Answer> {
  const { signal, silenceMs, known } = options;
  const origin = withoutSecrets(address);
  const headers = new Headers(options.headers);
  if (known?.etag) headers.set('if-none-match', known.etag);
  else if (known?.lastModified) headers.set('if-modified-since', known.lastModified);
  const silence = createSilence(silenceMs);
  try {
    const response = await fetch(address, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    silence.broken();
    const answer = answerWithoutBody(origin, response);
    if (answer !== null) {
      await response.body?.cancel();
      return answer;
    }
    const bytes = await collect(origin, chunksOf(response, silence.broken));
    const validators = {
      etag: response.headers.get('etag'),
      lastModified: response.headers.get('last-modified'),
    };
    return { status: 'new', bytes, validators };
  } catch (error) {
    if (silence.signal.aborted) throw new Error(`${origin}: no answer within ${silenceMs / 1000} s`);
    throw withReason(origin, error);
  } finally {
    silence.end();
  }
}

function answerWithoutBody(origin: string, { status, headers }: Response): Answer | null {
  if (status === 200) return null;
  if (status === 304) return { status: 'unchanged' };
  if (status === 404 || status === 410) return { status: 'absent' };
  if (status === 401 || status === 403) return { status: 'forbidden' };
  if (status >= 300 && status < 400) {
    const target = headers.get('location') ?? '';
    const place = URL.canParse(target, origin) ? ` to ${withoutSecrets(new URL(target, origin))}` : '';
    throw new Error(
      `${origin} redirects${place}: redirects are not followed, so that no header goes astray; give the address that it leads to`,
    );
  }
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), new Date());
  if (retryAfterMs !== null) throw new RetryLater(`${origin} answers ${status}`, retryAfterMs);
  throw new Error(`${origin} answers ${status}`);
}

async function* chunksOf(response: Response, onChunk: () => void): AsyncIterable<Uint8Array> {
  if (response.body === null) return;
  for await (const chunk of response.body) {
    onChunk();
    yield chunk;
  }
}

/** A timer that every sign of life starts anew. */
function createSilence(ms: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms).unref();
  return {
    signal: controller.signal,
    broken: () => void timer.refresh(),
    end: () => clearTimeout(timer),
  };
}

/** `fetch failed` says nothing; its cause does. */
function withReason(origin: string, error: unknown): Error {
  if (!(error instanceof TypeError)) return error instanceof Error ? error : new Error(String(error));
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  const reason = cause instanceof Error ? cause.message : error.message;
  return new Error(`${origin} cannot be reached: ${reason || (code ?? 'the connection failed')}`, {
    cause: error,
  });
}
