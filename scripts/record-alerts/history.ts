import type { Sample } from '../../test/support/exposition.ts';
import { type Selector, selects } from '../support/promql.ts';

/** What a Prometheus would have stored: the series that the rules choose, by scrape. */
export interface History {
  /** One scrape of all targets; a target that did not answer has null. */
  add(scrape: ReadonlyMap<string, readonly Sample[] | null>): void;
  readonly scrapes: number;
  /** Each series in promtool's notation, sorted; what was counted never is left out, since it adds nothing to a sum. */
  series(): readonly { readonly series: string; readonly values: string }[];
}

type Value = number | 'stale' | 'none';

const JOB = 'dbt-subgraph';
const COUNTER = /_(total|count|bucket)\{/;

/** The targets' own labels are a job, and their name as instance. */
export function createHistory(selectors: readonly Selector[]): History {
  const stored = new Map<string, { values: Value[] }>();
  let scrapes = 0;

  function put(instance: string, { name, labels, value }: Sample): void {
    if (!selectors.some((selector) => selects(selector, { name, labels }))) return;
    const series = nameOf(name, { ...labels, instance, job: JOB });
    const known = stored.get(series) ?? { values: Array<Value>(scrapes).fill('none') };
    stored.set(series, known);
    known.values.push(value);
  }

  return {
    get scrapes() {
      return scrapes;
    },

    add(scrape) {
      for (const [instance, samples] of scrape) {
        for (const sample of samples ?? []) put(instance, sample);
        put(instance, { name: 'up', labels: {}, value: samples === null ? 0 : 1 });
      }
      scrapes += 1;
      // A series that a scrape has no more ends there, as Prometheus has it.
      for (const { values } of stored.values()) {
        if (values.length < scrapes) values.push(typeof values.at(-1) === 'number' ? 'stale' : 'none');
      }
    },

    series: () =>
      [...stored]
        .filter(([series, { values }]) => !COUNTER.test(series) || values.some((value) => Number(value) > 0))
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([series, { values }]) => ({ series, values: toNotation(values) })),
  };
}

function nameOf(metric: string, labels: Readonly<Record<string, string>>): string {
  const written = Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric}{${written.join(', ')}}`;
}

/** promtool's: `a+bxn` stands for a, a+b … a+nb, `_xn` for n scrapes without a value. */
export function toNotation(values: readonly Value[]): string {
  const words: string[] = [];
  for (let at = 0; at < values.length; ) {
    const value = values[at];
    const length = value === 'stale' ? 1 : runLength(values, at);
    if (value === 'none') words.push(`_x${length}`);
    else if (typeof value !== 'number') words.push('stale');
    else if (length < 3) words.push(...values.slice(at, at + length).map((each) => round(Number(each))));
    else {
      const step = Number(values[at + 1]) - value;
      words.push(`${round(value)}${step < 0 ? '-' : '+'}${round(Math.abs(step))}x${length - 1}`);
    }
    at += length;
  }
  return words.join(' ');
}

/** How many values from there on are missing, or go up in equal whole steps. */
function runLength(values: readonly Value[], from: number): number {
  const first = values[from];
  let to = from + 1;
  if (first === 'none') {
    while (values[to] === 'none') to += 1;
    return to - from;
  }
  const step = Number(values[to]) - Number(first);
  if (!Number.isInteger(step) || !Number.isInteger(first)) {
    while (values[to] === first) to += 1;
    return to - from;
  }
  while (typeof values[to] === 'number' && Number(values[to]) - Number(values[to - 1]) === step) to += 1;
  return to - from;
}

/** A tenth of a millisecond is enough for an alert. */
function round(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}
