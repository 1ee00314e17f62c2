/** A metric with its series, as Prometheus reads it. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** With `_bucket`, `_sum` or `_count` where the metric is a histogram. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a scrape has told. */
export interface Exposition {
  readonly families: readonly Family[];
  /** Of the one sample of this name with exactly these labels; undefined where there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Of all samples of this name that have these labels among theirs. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
}

export async function scrape(url: string): Promise<Exposition> {
  const response = await fetch(`${url}/metrics`);
  if (response.status !== 200) throw new Error(`${url}/metrics answered ${response.status}.`);
  return parseExposition(await response.text());
}

/** Reads the text format strictly: whatever Prometheus would refuse, or lints against, throws with its line. */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const families = new Map<string, Family & { samples: Sample[] }>();
  const seen = new Set<string>();
  let current: (Family & { samples: Sample[] }) | null = null;
  let help: { readonly name: string; readonly text: string } | null = null;
  for (const line of text.split('\n')) {
    const fail = (why: string) => new Error(`${why}: ${line}`);
    if (line === '') continue;
    const [, comment, name = '', rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line) ?? [];
    if (comment === 'HELP') {
      help = { name, text: rest };
    } else if (comment === 'TYPE') {
      if (help?.name !== name) throw fail('A type without help');
      if (families.has(name)) throw fail('A metric stands twice');
      if (!/^(counter|gauge|histogram|summary)$/.test(rest)) throw fail('An unknown type');
      current = { name, type: rest, help: help.text, samples: [] };
      families.set(name, current);
    } else {
      const sample = parseSample(line);
      if (sample === null || current === null) throw fail('No sample');
      if (!namesOf(current).includes(sample.name))
        throw fail(`A sample outside of its metric ${current.name}`);
      const key = `${sample.name}${JSON.stringify(Object.entries(sample.labels).sort())}`;
      if (seen.has(key)) throw fail('A series stands twice');
      seen.add(key);
      current.samples.push(sample);
    }
  }
  const list = [...families.values()];
  for (const family of list) if (family.type === 'histogram') checkHistogram(family);
  const samples = list.flatMap((family) => family.samples);
  return {
    families: list,
    value: (name, labels = {}) =>
      samples.find(
        (sample) =>
          sample.name === name &&
          Object.keys(sample.labels).length === Object.keys(labels).length &&
          hasLabels(sample, labels),
      )?.value,
    sum: (name, labels = {}) =>
      samples
        .filter((sample) => sample.name === name && hasLabels(sample, labels))
        .reduce((sum, { value }) => sum + value, 0),
  };
}

function namesOf({ name, type }: Family): readonly string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

function hasLabels({ labels }: Sample, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

function parseSample(line: string): Sample | null {
  const [, name, labelText = '', number = ''] = SAMPLE.exec(line) ?? [];
  const value = number === '+Inf' ? Number.POSITIVE_INFINITY : Number(number);
  if (name === undefined || (Number.isNaN(value) && number !== 'Nan')) return null;
  const labels: Record<string, string> = {};
  let at = 0;
  while (at < labelText.length) {
    LABEL.lastIndex = at;
    const [whole, label, text] = LABEL.exec(labelText) ?? [];
    if (whole === undefined || label === undefined || text === undefined) return null;
    if (Object.hasOwn(labels, label)) return null;
    labels[label] = text;
    at += whole.length;
  }
  return { name, labels, value };
}

/** Buckets grow, and the last one is all that was counted. */
function checkHistogram({ name, samples }: Family): void {
  const before = new Map<string, { readonly bound: number; readonly count: number }>();
  const seriesOf = ({ labels: { le: _, ...rest } }: Sample) => JSON.stringify(Object.entries(rest).sort());
  for (const sample of samples) {
    if (sample.name !== `${name}_bucket`) continue;
    const bound = sample.labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(sample.labels.le);
    const last = before.get(seriesOf(sample));
    const grows = last === undefined || (bound > last.bound && sample.value >= last.count);
    if (!grows) throw new Error(`The buckets of ${name} do not grow.`);
    before.set(seriesOf(sample), { bound, count: sample.value });
  }
  for (const sample of samples) {
    if (sample.name !== `${name}_count`) continue;
    const last = before.get(seriesOf(sample));
    if (last?.bound !== Number.POSITIVE_INFINITY || last.count !== sample.value)
      throw new Error(`The last bucket of ${name} is not all that was counted.`);
  }
}
