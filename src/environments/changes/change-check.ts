import type { Coordination } from '../../coordination/coordination.ts';
import type { ChangeMarks, DiscoveryClient } from '../../dbt/discovery-client.ts';
import type { DiscoveryCall } from '../../dbt/discovery-sender.ts';
import { UnknownEnvironmentError } from '../../dbt/errors.ts';

export interface ChangeCheckOptions {
  readonly client: DiscoveryClient;
  readonly call: () => DiscoveryCall;
  readonly environmentIds: readonly string[];
  readonly coordination: Coordination;
  /** Names this integration and revision in what replicas share. */
  readonly name: string;
  readonly now: () => number;
  /** Marks of one environment as they were at a time (epoch milliseconds). */
  readonly onMarks: (environmentId: string, marks: ChangeMarks, atMs: number) => void;
  /** Called after each request to dbt: `null` on success, else the error. */
  readonly onRead: (error: unknown) => void;
  readonly onFailed: (error: unknown) => void;
}

/** At most one question in this time, all replicas together. */
const CHECK_EVERY_MS = 30_000;
/** How long an environment that dbt does not know is left out of the question: with it, none would be answered. */
const LEAVE_OUT_MS = 15 * 60_000;
/** Marks are shared for as long as a replica may sleep between two readers. */
const SHARE_MS = 60 * 60_000;

/**
 * Asks dbt, behind the readers' backs, whether anything has changed. Nothing is asked while nobody reads: every reader calls `touch`,
 * and one of them in thirty seconds starts a check.
 */
export function createChangeCheck(options: ChangeCheckOptions): { touch(): void } {
  const { client, call, coordination, name, now, onMarks } = options;
  const leftOutUntilMs = new Map<string, number>();
  let nextAtMs = now() + CHECK_EVERY_MS;

  async function check(): Promise<void> {
    // One second shorter than the interval, so the previous claim has expired by the next check.
    if (await coordination.locks.claim(`check/${name}`, CHECK_EVERY_MS - 1000)) return ask();
    const shared = await coordination.notes.read(`marks/${name}`);
    if (!isSharedMarks(shared)) return;
    for (const [environmentId, marks] of Object.entries(shared.marks))
      onMarks(environmentId, marks, shared.atMs);
  }

  async function ask(): Promise<void> {
    const nowMs = now();
    const isLeftOut = (id: string) => {
      const waitMs = (leftOutUntilMs.get(id) ?? 0) - nowMs;
      // Longer than one pause: the clock was set back.
      return waitMs > 0 && waitMs <= LEAVE_OUT_MS;
    };
    const ids = options.environmentIds.filter((id) => !isLeftOut(id));
    if (ids.length === 0) return;
    const answers = await readAll(ids);
    // The time after the answer: what was read while dbt was being asked may be older than the change.
    const atMs = now();
    const marks = Object.fromEntries(answers);
    for (const [environmentId, answer] of answers) onMarks(environmentId, answer, atMs);
    coordination.notes.write(`marks/${name}`, { marks, atMs }, SHARE_MS);
  }

  async function readAll(ids: readonly string[]): Promise<readonly (readonly [string, ChangeMarks])[]> {
    try {
      const answers = await client.readChange(call(), ids);
      options.onRead(null);
      return ids.flatMap((id, position) => {
        const answer = answers[position];
        return answer === undefined ? [] : [[id, answer] as const];
      });
    } catch (error) {
      options.onRead(error);
      if (!(error instanceof UnknownEnvironmentError)) throw error;
      if (ids.length === 1) {
        for (const id of ids) leftOutUntilMs.set(id, now() + LEAVE_OUT_MS);
        return [];
      }
      // One unknown environment takes all answers with it; asked one by one, once, it shows itself.
      return (await Promise.all(ids.map((id) => readAll([id])))).flat();
    }
  }

  return {
    touch() {
      const nowMs = now();
      // Further ahead than one pause: the clock was set back.
      if (nowMs < nextAtMs && nextAtMs - nowMs <= CHECK_EVERY_MS) return;
      nextAtMs = nowMs + CHECK_EVERY_MS;
      check().catch(options.onFailed);
    },
  };
}

interface SharedMarks {
  readonly marks: Readonly<Record<string, ChangeMarks>>;
  readonly atMs: number;
}

function isSharedMarks(value: unknown): value is SharedMarks {
  return (
    typeof value === 'object' &&
    value !== null &&
    'marks' in value &&
    typeof value.marks === 'object' &&
    value.marks !== null &&
    'atMs' in value &&
    typeof value.atMs === 'number'
  );
}
