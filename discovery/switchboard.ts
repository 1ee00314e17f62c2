/** How the server misbehaves, for tests of clients. Fields combine; absent ones change nothing. */
export interface Faults {
  /** Wait before answering. */
  latencyMs?: number;
  /** Answer with this HTTP status and the API's error form, without doing anything. */
  status?: number;
  /** The body to send: text as it is, an object as JSON. Status 200 unless `status` is set. */
  body?: unknown;
  /** An HTML page, as a proxy in between would send. Status 200 unless `status` is set. */
  html?: boolean;
  /** Answer 429 after `afterRequests` more requests (none by default), with `Retry-After` when it is set. */
  rateLimit?: { retryAfterSeconds?: number; afterRequests?: number };
  /** Cut the JSON in the middle, with a content length that fits. */
  truncate?: boolean;
  /** Add an error beside whole data. */
  partialErrors?: boolean;
  /** Refuse these fields with HTTP 400, as a host that does not know them. */
  unknownFields?: string[];
  /** Accept the request and never answer. */
  hang?: boolean;
  /** Close the connection without an answer. */
  closeSocket?: boolean;
  /** Every page claims another one behind the same cursor. */
  repeatCursor?: boolean;
  /** Every page is empty, has no cursor, and claims another one. */
  emptyPages?: boolean;
  /** Every page is empty, has a cursor that was never given before, and claims another one. */
  emptyPagesWithCursor?: boolean;
  /** No page holds more rows than this, whatever `first` says; its cursor leads to the rest. */
  maxRows?: number;
  /** Every connection's `edges` is null. */
  nullEdges?: boolean;
  /** The field of this name is left out wherever it was asked for. */
  missingList?: string;
  /** The field of this name is null wherever it was asked for. */
  nullList?: string;
  /** Pad the answer to at least this many bytes. */
  responseBytes?: number;
  /** End after this many requests; without it the faults last until the next `set` or `reset`. */
  times?: number;
  /** Only one of the two APIs misbehaves. */
  only?: 'discovery' | 'admin';
  /** Only Discovery requests about this environment misbehave. */
  onlyEnvironment?: number;
}

export interface Switchboard {
  /** Replaces whatever was set before. */
  set(faults: Faults): void;
  reset(): void;
}

export interface FaultSource extends Switchboard {
  /** The faults that apply to a request of this kind, about this environment where it names one; counts the request. */
  take(kind: 'discovery' | 'admin' | 'other', environmentId: unknown): Faults;
}

export function createSwitchboard(): FaultSource {
  let current: Faults = {};
  let remaining = Number.POSITIVE_INFINITY;
  let admitted = 0;
  const set = (faults: Faults) => {
    current = faults;
    remaining = faults.times ?? Number.POSITIVE_INFINITY;
    admitted = 0;
  };
  return {
    set,
    reset: () => set({}),
    take: (kind, environmentId) => {
      if (kind === 'other' || (current.only !== undefined && current.only !== kind)) return {};
      const { onlyEnvironment = environmentId } = current;
      if (String(onlyEnvironment) !== String(environmentId)) return {};
      if (remaining <= 0) return {};
      remaining -= 1;
      const { rateLimit, ...rest } = current;
      if (rateLimit === undefined) return rest;
      admitted += 1;
      return admitted > (rateLimit.afterRequests ?? 0) ? { ...rest, rateLimit } : rest;
    },
  };
}
