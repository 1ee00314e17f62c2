import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRules } from '../../scripts/record-alerts/rules.ts';

const RUNBOOK = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const MAX_LINES = 8;

interface Section {
  readonly anchor: string;
  readonly lines: readonly string[];
}

/** As a forge makes anchors of headings. */
const sections: readonly Section[] = RUNBOOK.split(/^## /m)
  .slice(1)
  .map((text) => {
    const [title = '', ...lines] = text.trim().split('\n');
    return { anchor: title.toLowerCase().replaceAll(' ', '-'), lines };
  });
const ABOUT_ALL = 'what-you-see';

test('each alert has one section of the runbook, of few lines, and links to it', () => {
  const linked = readRules().map(({ alert, annotations }) => [alert, annotations.runbook]);
  const there = sections
    .filter(({ anchor }) => anchor !== ABOUT_ALL)
    .map(({ anchor, lines }) => [/^`(\w+)`: /.exec(lines[0] ?? '')?.[1], `docs/runbook.md#${anchor}`]);
  expect(there.sort()).toEqual(linked.sort());
  for (const { anchor, lines } of sections) {
    if (anchor !== ABOUT_ALL) expect(lines.length, anchor).toBeLessThanOrEqual(MAX_LINES);
  }
});

test('links within the runbook lead to its sections', () => {
  const links = [...RUNBOOK.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(0);
  const anchors = sections.map(({ anchor }) => anchor);
  expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
});

test('an alert says in plain words what is the matter and what to do, for the labels it has', () => {
  for (const { alert, expr, annotations } of readRules()) {
    const texts = `${annotations.summary} ${annotations.description}`;
    expect(annotations.summary, alert).toMatch(/\.$/);
    expect(annotations.summary, alert).toContain('{{ $labels.job }}');
    expect(annotations.description, alert).toMatch(/\.$/);
    // What is summed over replicas has no instance any more.
    const hasInstance = !/^\s*(1 - )?(sum|max|min) by/.test(expr);
    expect(texts.includes('$labels.instance'), alert).toBe(hasInstance);
  }
});
