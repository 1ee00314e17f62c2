/** One line of the table: a figure, what it must be and what is aimed at. */
export interface Row {
  readonly figure: string;
  readonly measured: string;
  readonly must: string;
  readonly aim: string;
  readonly verdict: Verdict;
  /** What the number does not say by itself. */
  readonly note?: string;
}

/** `-` where nothing is demanded. */
export type Verdict = 'aim reached' | 'kept' | 'MISSED' | '-';

export interface Measured {
  readonly figure: string;
  /** Null when there was nothing to measure in time. */
  readonly value: number | null;
  /** How the value is shown; `null` as "never". */
  readonly show: (value: number) => string;
  /** How long the measurement waited, for a value that is null. */
  readonly waitedMs: number;
  /** The largest value that is good enough, or with `isLeast` the smallest; left out where nothing is demanded. */
  readonly limits?: Limits;
  readonly note?: string | null;
}

interface Limits {
  readonly must: number;
  readonly aim: number;
  readonly isLeast?: boolean;
}

export function toRow({ figure, value, show, waitedMs, limits, note }: Measured): Row {
  return {
    figure,
    measured: value === null ? `never (within ${Math.round(waitedMs / 1000)} s)` : show(value),
    must: limits === undefined ? '-' : showLimit(limits.must, limits, show),
    aim: limits === undefined ? '-' : showLimit(limits.aim, limits, show),
    verdict: judge(value, limits),
    ...(note ? { note } : {}),
  };
}

function showLimit(limit: number, { isLeast = false }: Limits, show: Measured['show']): string {
  return isLeast ? `≥ ${show(limit)}` : show(limit);
}

function judge(value: number | null, limits: Measured['limits']): Verdict {
  if (limits === undefined) return '-';
  const { must, aim, isLeast = false } = limits;
  const reaches = (limit: number) => value !== null && (isLeast ? value >= limit : value <= limit);
  if (!reaches(must)) return 'MISSED';
  return reaches(aim) ? 'aim reached' : 'kept';
}

/** A figure that could not be measured here, for a reason that is none of the product's. */
export function toUnmeasured(figure: string, reason: string): Row {
  return { figure, measured: reason, must: '-', aim: '-', verdict: '-' };
}

export const count = (value: number) => String(Math.round(value));
export const milliseconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const seconds = (value: number) => `${value.toFixed(1)} s`;
export const times = (value: number) => value.toFixed(2);
export const percent = (value: number) => `${Math.round(value)} %`;
export const megabytes = (value: number) => `${Math.round(value / 1024 / 1024)} MB`;
export const bytes = (value: number) => `${Math.round(value).toLocaleString('en-US')} bytes`;
