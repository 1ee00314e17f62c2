export const HOUR_MS = 60 * 60_000;
/** The hour under way, and the 24 before it: a window of 24 hours is always whole. */
export const HOURS = 25;

/** The number of the hour that an instant (epoch milliseconds) lies in. */
export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS);
}

/** When the hour began, in epoch milliseconds. */
export function startOfHour(hour: number): number {
  return hour * HOUR_MS;
}

/** The hours of the window that ends with this one, newest first. */
export function hoursUpTo(hour: number): readonly number[] {
  return Array.from({ length: HOURS }, (_, age) => hour - age);
}

/** Counts by hour, of the last hours alone. */
export class HourCounts {
  #latest = 0;
  readonly #counts: number[] = new Array(HOURS).fill(0);

  add(hour: number, count: number): void {
    this.#moveTo(hour);
    if (this.#covers(hour)) this.#counts[hour % HOURS] = this.at(hour) + count;
  }

  /** Takes the larger one of what is counted for the hour, and this. */
  raise(hour: number, count: number): void {
    this.#moveTo(hour);
    if (this.#covers(hour)) this.#counts[hour % HOURS] = Math.max(this.at(hour), count);
  }

  at(hour: number): number {
    return this.#covers(hour) ? (this.#counts[hour % HOURS] ?? 0) : 0;
  }

  /** In the window that ends with this hour. */
  total(hour: number): number {
    this.#moveTo(hour);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #covers(hour: number): boolean {
    return hour <= this.#latest && hour > this.#latest - HOURS;
  }

  /** A clock that was set back by less than a window goes on in the hours that are counted. */
  #moveTo(hour: number): void {
    const ahead = hour - this.#latest;
    if (ahead <= 0 && ahead > -HOURS) return;
    if (Math.abs(ahead) >= HOURS) this.#counts.fill(0);
    else for (let next = this.#latest + 1; next <= hour; next += 1) this.#counts[next % HOURS] = 0;
    this.#latest = hour;
  }
}
