import { parser } from '@prometheus-io/lezer-promql';

/** One choice of series in an expression. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** Labels that it aggregates or matches by. */
  readonly labels: readonly string[];
}

/** What a PromQL expression asks for. Throws where it is none. */
export function readExpression(text: string): Expression {
  const selectors: { metric: string; matchers: Matcher[] }[] = [];
  const labels = new Set<string>();
  const tree = parser.parse(text);
  const textOf = ({ from, to }: { readonly from: number; readonly to: number }) => text.slice(from, to);
  tree.iterate({
    enter(node) {
      const { name } = node.type;
      if (node.type.isError) throw new Error(`This is no PromQL at character ${node.from}: ${text}`);
      if (name === 'VectorSelector') selectors.push({ metric: '', matchers: [] });
      const selector = selectors.at(-1);
      const parent = node.node.parent?.type.name;
      if (name === 'Identifier' && parent === 'VectorSelector' && selector !== undefined) {
        selector.metric = textOf(node);
      }
      if (name === 'LabelName' && parent === 'GroupingLabels') labels.add(textOf(node));
      if (name === 'UnquotedLabelMatcher') selector?.matchers.push(readMatcher(textOf(node)));
    },
  });
  return { selectors, labels: [...labels] };
}

/** Whether the selector chooses a series with these labels. Regular expressions are RE2's, of which only what JavaScript shares is used. */
export function selects({ metric, matchers }: Selector, series: Series): boolean {
  return metric === series.name && matchers.every((matcher) => fits(matcher, series.labels));
}

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

function fits({ label, operator, value }: Matcher, labels: Series['labels']): boolean {
  const actual = labels[label] ?? '';
  const isSame = operator.includes('~') ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
  return operator.startsWith('!') ? !isSame : isSame;
}

function readMatcher(text: string): Matcher {
  const [, label, operator, value] = /^\s*(\w+)\s*(=~|!~|!=|=)\s*"(.*)"\s*$/s.exec(text) ?? [];
  if (label === undefined || operator === undefined || value === undefined) {
    throw new Error(`This is no matcher with a value in double quotes: ${text}`);
  }
  return { label, operator, value };
}
