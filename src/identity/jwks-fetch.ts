import type { FetchImplementation } from 'jose';

/** The keys could not be fetched; says nothing about any token. */
export class JwksUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JwksUnavailableError';
  }
}

const FAILURE_COOLDOWN_MS = 5000;

export interface JwksFetch {
  /**
   * Fetches a key set for jose, whose cooldown follows successes only: while the endpoint is down every call, with
   * whatever token, would knock on it once more. Rejects with a JwksUnavailableError.
   */
  readonly fetch: FetchImplementation;
  /** Whether the clock was set back since the last fetch that succeeded: jose, which goes by it, would keep those keys for longer. */
  isFromFuture(): boolean;
}

export function createJwksFetch(fetch: typeof globalThis.fetch, now: () => number): JwksFetch {
  let lastFailure: { readonly error: JwksUnavailableError; readonly atMs: number } | null = null;
  let fetchedAtMs = Number.NEGATIVE_INFINITY;

  const fetchKeySet: FetchImplementation = async (url, options) => {
    if (lastFailure !== null) {
      const ageMs = now() - lastFailure.atMs;
      // A failure in the future: the clock was set back since.
      if (ageMs >= 0 && ageMs < FAILURE_COOLDOWN_MS) throw lastFailure.error;
    }
    try {
      const response = await fetch(url, options);
      if (response.status !== 200) throw new JwksUnavailableError(`The key set answered ${response.status}.`);
      lastFailure = null;
      fetchedAtMs = now();
      return response;
    } catch (cause) {
      const error =
        cause instanceof JwksUnavailableError
          ? cause
          : new JwksUnavailableError('The key set cannot be fetched.', { cause });
      lastFailure = { error, atMs: now() };
      throw error;
    }
  };
  return { fetch: fetchKeySet, isFromFuture: () => now() < fetchedAtMs };
}
