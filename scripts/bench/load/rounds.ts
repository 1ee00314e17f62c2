import { median } from '../median.ts';
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
/** The engine optimises a server again and again over its first ten thousand requests. */
const MIN_WARM_UPS = 8;
const MAX_WARM_UPS = 16;
/** A contender is warm when so many slices in a row were no faster than those before them, by more than a few per cent. */
const SETTLED_SLICES = 4;
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
  const speeds: number[] = [];
  while (speeds.length < MAX_WARM_UPS) {
    speeds.push(await measureSpeed(applyLoad, contender, WARM_UP_MS));
    if (speeds.length >= MIN_WARM_UPS && hasSettled(speeds)) return;
  }
}

function hasSettled(speeds: readonly number[]): boolean {
  const before = Math.max(...speeds.slice(0, -SETTLED_SLICES));
  return Math.max(...speeds.slice(-SETTLED_SLICES)) <= before * (1 + SETTLED);
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
