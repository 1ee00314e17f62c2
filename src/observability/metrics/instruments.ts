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
      const counter = new Counter({ name, help, registers });
      return (count = 1) => counter.inc(count);
    },

    counters(name, help, values) {
      const counter = new Counter({ name, help, labelNames: Object.keys(values), registers });
      const byLabels = bindAll(values, (labels) => {
        const child = counter.labels(labels);
        child.inc(0);
        return child;
      });
      return (labels, count = 1) => byLabels(labels)?.inc(count);
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

/** Makes something once for each combination of the values, and finds it again. */
function bindAll<const Values extends LabelValues, Made>(
  values: Values,
  make: (labels: Labels<Values>) => Made,
): (labels: Labels<Values>) => Made | undefined {
  const names: readonly (keyof Values & string)[] = Object.keys(values);
  const textOf = (labels: Labels<Values>) => {
    let text = '';
    for (const name of names) text += `${labels[name]}\n`;
    return text;
  };
  const made = new Map<string, Made>();
  const visit = (position: number, labels: Readonly<Record<string, string>>) => {
    const name = names[position];
    if (name === undefined) {
      const whole = labels as Labels<Values>;
      made.set(textOf(whole), make(whole));
      return;
    }
    for (const value of values[name] ?? []) visit(position + 1, { ...labels, [name]: value });
  };
  visit(0, {});
  return (labels) => made.get(textOf(labels));
}
