/** Requests to the Discovery API, by operation. */
export type Requests = Readonly<Record<string, number>>;

export interface CountedTraffic {
  readonly requests: Requests;
  /** Requests that are not answered yet. */
  readonly inFlight: number;
}

export interface Traffic {
  /** Counts a request; call the result when it is answered. */
  begin(token: string, operation: string): () => void;
  /** Of one token, or of all. */
  counted(token: string | null): CountedTraffic;
}

export function createTraffic(): Traffic {
  const byToken = new Map<string, Map<string, number>>();
  let inFlight = 0;
  return {
    begin(token, operation) {
      const counts = byToken.get(token) ?? new Map<string, number>();
      byToken.set(token, counts);
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      inFlight += 1;
      return () => {
        inFlight -= 1;
      };
    },
    counted(token) {
      const requests: Record<string, number> = {};
      for (const [owner, counts] of byToken) {
        if (token !== null && token !== owner) continue;
        for (const [operation, count] of counts) requests[operation] = (requests[operation] ?? 0) + count;
      }
      return { requests, inFlight };
    },
  };
}

export function totalOf(requests: Requests): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}
