import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Label names with every value that each may have. */
type LabelValues = Readonly<Record<string, readonly string[]>>;
type Labels<Values extends LabelValues> = { readonly [Name in keyof Values]: Values[Name][number] };

export type GaugeSeries<Name extends string> = readonly [Readonly<Record<Name, string>>, number];

/** Makes metrics whose labels have fixed values: each series is there from the start, and its labels are worked out once. */
export interface Instruments {
  counter(name: string, help: string): (count?: number) => void;
  counters<const Values extends LabelValues>(
    name: string,
    help: string,
    values: Values,
  ): (labels: Labels<Values>, count?: number) => void;
  /** In seconds; what is observed is given in milliseconds. `exists`: which combinations there are, all when left out. */
  histograms<const Values extends LabelValues>(
    name: string,
    help: string,
    values: Values,
    options: { readonly buckets: readonly number[]; readonly exists?: (labels: Labels<Values>) => boolean },
  ): (labels: Labels<Values>, durationMs: number) => void;
  /** Read at scrape time; null where there is nothing to tell. */
  gauge(name: string, help: string, read: () => number | null | Promise<number | null>): void;
  /** Series that are no longer told leave. */
  gauges<Name extends string>(
    name: string,
    help: string,
    labelNames: readonly Name[],
    read: () => readonly GaugeSeries<Name>[] | Promise<readonly GaugeSeries<Name>[]>,
  ): void;
}

export function createInstruments(registry: Registry): Instruments {
  const registers = [registry];
  return {
    counter(name, help) {
      const tally = new Tally();
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.inc(tally.take());
        },
      });
      return (count = 1) => tally.add(count);
    },

    counters(name, help, values) {
      const told: (() => void)[] = [];
      const counter = new Counter({
        name,
        help,
        labelNames: Object.keys(values),
        registers,
        collect() {
          for (const tell of told) tell();
        },
      });
      const byLabels = bindAll(values, (labels) => {
        const child = counter.labels(labels);
        const tally = new Tally();
        told.push(() => child.inc(tally.take()));
        return tally;
      });
      return (labels, count = 1) => byLabels(labels)?.add(count);
    },

    histograms(name, help, values, { buckets, exists = () => true }) {
      const histogram = new Histogram({
        name,
        help,
        labelNames: Object.keys(values),
        buckets: [...buckets],
        registers,
      });
      const byLabels = bindAll(values, (labels) => {
        if (!exists(labels)) return undefined;
        histogram.zero(labels);
        return histogram.labels(labels);
      });
      // A clock that is set back in between must not make it negative.
      return (labels, durationMs) => byLabels(labels)?.observe(Math.max(0, durationMs) / 1000);
    },

    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          const value = await read();
          if (value === null) this.remove();
          else this.set(value);
        },
      });
    },

    gauges(name, help, labelNames, read) {
      new Gauge({
        name,
        help,
        labelNames: [...labelNames],
        registers,
        async collect() {
          const series = await read();
          this.reset();
          for (const [labels, value] of series) this.set({ ...labels }, value);
        },
      });
    },
  };
}

/** What was counted since the last scrape: the library works out the name of a series with each count, which a request has no need of. */
class Tally {
  #count = 0;

  add(count: number): void {
    this.#count += count;
  }

  take(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }
}

/** Makes something once for each combination of the values, and finds it again by numbers: texts would be made with each request. */
function bindAll<const Values extends LabelValues, Made>(
  values: Values,
  make: (labels: Labels<Values>) => Made,
): (labels: Labels<Values>) => Made | undefined {
  const places = Object.entries(values).map(([name, known]: readonly [keyof Values, readonly string[]]) => ({
    name,
    count: known.length,
    placeOf: new Map(known.map((value, place) => [value, place])),
  }));
  const made: Made[] = [];
  const visit = (position: number, labels: Readonly<Record<string, string>>) => {
    const [name, known = []] = Object.entries(values)[position] ?? [];
    if (name === undefined) made.push(make(labels as Labels<Values>));
    else for (const value of known) visit(position + 1, { ...labels, [name]: value });
  };
  visit(0, {});
  return (labels) => {
    let position = 0;
    for (const { name, count, placeOf } of places) {
      const place = placeOf.get(labels[name]);
      if (place === undefined) return undefined;
      position = position * count + place;
    }
    return made[position];
  };
}
