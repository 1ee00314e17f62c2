import type { Load, LoadOutcome } from './serve-load.ts';

/** A server under one workload. */
export interface Contender {
  readonly name: string;
  /** Of its graph. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by turns. */
  readonly bodies: readonly string[];
  /** Microseconds of processor time so far, all threads. */
  usedCpu(): Promise<number>;
}

export type ApplyLoad = (load: Load) => Promise<LoadOutcome>;

/** Requests per second of the server's processor time, one number a round, by the contender's name. */
export type Speeds = ReadonlyMap<string, readonly number[]>;

export interface RoundOptions {
  readonly rounds: number;
  readonly roundMs: number;
}

const CONNECTIONS = 16;
const MICROSECONDS = 1e6;
const WARM_UP_MS = 800;
const MIN_WARM_UPS = 5;
const MAX_WARM_UPS = 10;
/** A contender is warm when two slices in a row differ by no more. */
const SETTLED = 0.03;

/** All contenders take their turn in each round, so that a moment in which the machine is busy meets all of them. */
export async function measureRounds(
  applyLoad: ApplyLoad,
  contenders: readonly Contender[],
  { rounds, roundMs }: RoundOptions,
): Promise<Speeds> {
  for (const contender of contenders) await warmUp(applyLoad, contender);
  const speeds = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      speeds.get(contender.name)?.push(await measureSpeed(applyLoad, contender, roundMs));
    }
  }
  return speeds;
}

async function warmUp(applyLoad: ApplyLoad, contender: Contender): Promise<void> {
  let before = 0;
  for (let slice = 1; slice <= MAX_WARM_UPS; slice++) {
    const speed = await measureSpeed(applyLoad, contender, WARM_UP_MS);
    if (slice >= MIN_WARM_UPS && Math.abs(speed - before) <= SETTLED * before) return;
    before = speed;
  }
}

async function measureSpeed(
  applyLoad: ApplyLoad,
  { name, url, headers = {}, bodies, usedCpu }: Contender,
  durationMs: number,
): Promise<number> {
  const before = await usedCpu();
  const load = { url, headers, bodies, connections: CONNECTIONS, durationMs };
  const { answered, failed, failure } = await applyLoad(load);
  if (failed > 0 || answered === 0) {
    throw new Error(`${name} failed ${failed} of ${answered + failed} requests, the last with ${failure}.`);
  }
  return (answered / ((await usedCpu()) - before)) * MICROSECONDS;
}

export function speedOf(speeds: Speeds, name: string): number {
  return median(speeds.get(name) ?? []);
}

/** How many times as fast one is as the other: the median of the rounds' own ratios. */
export function ratioOf(speeds: Speeds, one: string, other: string): number {
  const others = speeds.get(other) ?? [];
  return median((speeds.get(one) ?? []).map((speed, round) => speed / (others[round] ?? Number.NaN)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
