import type { FetchImplementation } from 'jose';

/** The keys could not be fetched; says nothing about any token. */
export class JwksUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JwksUnavailableError';
  }
}

const FAILURE_COOLDOWN_MS = 5000;

/**
 * Fetches a key set for jose, whose cooldown follows successes only: while the endpoint is down every call, with
 * whatever token, would knock on it once more. Rejects with a JwksUnavailableError.
 */
export function createJwksFetch(fetch: typeof globalThis.fetch, clock: () => number): FetchImplementation {
  let lastFailure: { readonly error: JwksUnavailableError; readonly atMs: number } | null = null;

  return async (url, options) => {
    if (lastFailure !== null && clock() - lastFailure.atMs < FAILURE_COOLDOWN_MS) throw lastFailure.error;
    try {
      const response = await fetch(url, options);
      if (response.status !== 200) throw new JwksUnavailableError(`The key set answered ${response.status}.`);
      lastFailure = null;
      return response;
    } catch (cause) {
      const error =
        cause instanceof JwksUnavailableError
          ? cause
          : new JwksUnavailableError('The key set cannot be fetched.', { cause });
      lastFailure = { error, atMs: clock() };
      throw error;
    }
  };
}
