import type { DbtHttp } from '../../src/dbt/http.ts';

/** What each tenant has cost so far, told apart by what was asked. */
export interface Calls {
  readonly index: number;
  readonly details: number;
  readonly checks: number;
  /** Of the index and the details, those of the environment whose runs end. */
  readonly forRuns: number;
}

export interface CallCounter {
  readonly http: DbtHttp;
  of(serviceToken: string): Calls;
  /** Requests that have not been answered. */
  inFlight(): number;
}

/** Counts Discovery requests by the token they carry, on their way out; `environmentId` is that of the runs. */
export function createCallCounter(http: DbtHttp, environmentId: number): CallCounter {
  const byToken = new Map<string, { -readonly [Name in keyof Calls]: number }>();
  let inFlight = 0;
  const countedOf = (serviceToken: string) => {
    const counted = byToken.get(serviceToken) ?? { index: 0, details: 0, checks: 0, forRuns: 0 };
    byToken.set(serviceToken, counted);
    return counted;
  };
  return {
    async http(request) {
      const counted = countedOf(request.serviceToken);
      const name = /"operationName":"(\w+)"/.exec(request.body ?? '')?.[1];
      if (name === 'DbtIndex' || name === 'DbtDefinitionIndex') counted.index += 1;
      if (name === 'DbtNodeDetails') counted.details += 1;
      if (name === 'DbtChange') counted.checks += 1;
      else if (request.body?.includes(`"environmentId":"${environmentId}"`)) counted.forRuns += 1;
      inFlight += 1;
      try {
        return await http(request);
      } finally {
        inFlight -= 1;
      }
    },
    of: (serviceToken) => ({ ...countedOf(serviceToken) }),
    inFlight: () => inFlight,
  };
}
