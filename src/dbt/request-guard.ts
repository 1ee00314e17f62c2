import type { Counted, RequestCounter, RequestUsage } from './budget.ts';
import type { CallKey } from './call-key.ts';
import type { Circuit } from './circuit.ts';
import type { CircuitNews } from './circuit-news.ts';
import type { DiscoveryCall, RequestGuard } from './discovery-sender.ts';
import {
  CircuitOpenError,
  DbtError,
  OwnBudgetError,
  UnknownEnvironmentError,
  UnknownFieldError,
} from './errors.ts';
import type { Pass } from './key-circuit.ts';
import type { Retries } from './retries.ts';
import type { SharedCircuits } from './shared-circuits.ts';

export interface RequestGuardOptions {
  readonly circuit: Circuit;
  readonly counter: RequestCounter;
  readonly requestsPerMinute: number;
  readonly keyOf: CallKey;
  readonly retries: Retries;
  readonly sharedCircuits: SharedCircuits;
  /** Told of each host and token that dbt is to be asked with. */
  readonly onUse?: (key: string) => void;
  /** Told of each request that is not sent: the own budget is used up, or the circuit is open. */
  readonly onWithheld?: (reason: 'budget' | 'circuit') => void;
}

/** The two ways to dbt's Discovery API, which share budget and circuit. Both reject with a DbtError that says why dbt is not asked. */
export interface RequestGuards {
  /** For readers: they stay away from a dbt that has failed again and again, until its pause is over. */
  readonly read: RequestGuard;
  /** For an admin who wants to know how things stand now: asks a dbt that has failed at once. An answer lets readers through again. */
  readonly verify: VerificationGuard;
  /** What is used of the budget of this host and token, and whether the circuit keeps calls away. Asks dbt for nothing. */
  usage(call: Pick<DiscoveryCall, 'discoveryUrl' | 'serviceToken'>): Promise<BudgetUsage>;
}

export interface BudgetUsage extends RequestUsage {
  readonly perMinute: number;
  /** Epoch milliseconds; null while calls are let through. */
  readonly circuitOpenUntilMs: number | null;
}

export interface VerificationGuard {
  readonly run: RequestGuard;
  /** Rejects with a DBT_RATE_LIMITED while no call would be let through: dbt's limit is in force, or the own budget is used up. */
  checkRoom(call: Pick<DiscoveryCall, 'discoveryUrl' | 'serviceToken'>): Promise<void>;
}

/** Decides whether dbt is asked at all (circuit, budget), and asks again where that may help. */
export function createRequestGuards(options: RequestGuardOptions): RequestGuards {
  const { circuit, counter, requestsPerMinute, keyOf, retries, sharedCircuits } = options;

  async function hearOthers(key: string): Promise<void> {
    for (const news of await sharedCircuits.read(key)) circuit.adopt(key, news);
  }

  function tellOthers(key: string, news: CircuitNews | null): void {
    if (news !== null) sharedCircuits.write(key, news);
  }

  async function ask<T>(key: string, attempt: () => Promise<T>): Promise<T> {
    const counted = await counter.count(key);
    const refusal = refusalOf(counted);
    if (refusal !== null) {
      counted.giveBack();
      options.onWithheld?.('budget');
      throw refusal;
    }
    counter.countToday(key);
    return attempt();
  }

  function refusalOf({ used, roomInMs }: Counted): OwnBudgetError | null {
    if (used <= requestsPerMinute) return null;
    return new OwnBudgetError(requestsPerMinute, roomInMs(requestsPerMinute));
  }

  async function settle(key: string, pass: Pass, error: unknown): Promise<void> {
    if (error instanceof UnknownFieldError || error instanceof UnknownEnvironmentError) {
      // dbt answered and refused this very question: dbt is there, and the token is good.
      tellOthers(key, pass.succeeded());
    } else if (
      !(error instanceof DbtError) ||
      error instanceof OwnBudgetError ||
      error instanceof CircuitOpenError
    ) {
      pass.withdrawn();
    } else {
      // A longer limit that another replica has met since must not be overwritten by this one.
      if (error.code === 'DBT_RATE_LIMITED') await hearOthers(key);
      tellOthers(key, pass.failed(error));
    }
  }

  function createGuard(eager: boolean): RequestGuard {
    async function admit(key: string, call: DiscoveryCall): Promise<Pass> {
      try {
        return await circuit.admit(key, call, { eager });
      } catch (error) {
        if (error instanceof CircuitOpenError) options.onWithheld?.('circuit');
        throw error;
      }
    }

    return async (call, attempt) => {
      const key = keyOf(call);
      options.onUse?.(key);
      await hearOthers(key);
      const pass = await admit(key, call);
      try {
        const answer = await retries(call, async (tries) => {
          const refusal = tries > 1 ? pass.refusal() : null;
          if (refusal !== null) throw refusal;
          return ask(key, attempt);
        });
        tellOthers(key, pass.succeeded());
        return answer;
      } catch (error) {
        await settle(key, pass, error);
        throw error;
      }
    };
  }

  return {
    async usage(call) {
      const key = keyOf(call);
      await hearOthers(key);
      const used = await counter.usage(key);
      return { perMinute: requestsPerMinute, ...used, circuitOpenUntilMs: circuit.openUntilMs(key) };
    },
    read: createGuard(false),
    verify: {
      run: createGuard(true),
      async checkRoom(call) {
        const key = keyOf(call);
        await hearOthers(key);
        const limit = circuit.rateLimit(key);
        if (limit !== null) throw limit;
        const counted = await counter.count(key);
        counted.giveBack();
        const refusal = refusalOf(counted);
        if (refusal !== null) throw refusal;
      },
    },
  };
}
