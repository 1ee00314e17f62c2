import { RE2JS, RE2JSException } from 're2js';
import type { RelationPatternEntry } from '../mapping-file.ts';
import { createPattern, type Pattern } from '../pattern.ts';
import { inWords, suggest } from '../suggest.ts';
import type { Reading, Report } from './report.ts';
import type { Place } from './yaml-source.ts';

const GROUPS = ['database', 'schema', 'name'] as const;
const REQUIRED = ['schema', 'name'] as const;

/** A pattern that names what it must and keeps what its examples promise; null, and reported, where it does not compile. */
export function checkPattern(
  { report }: Reading,
  place: Place,
  { pattern: source, examples }: RelationPatternEntry,
): Pattern | null {
  const pattern = compile(report, [...place, 'pattern'], source);
  if (pattern === null) return null;
  const isComplete = checkGroups(report, [...place, 'pattern'], pattern);
  // Without its groups no example can come out right, which would say the same again.
  if (isComplete) {
    for (const [at, example] of examples.entries()) {
      checkExample(report, [...place, 'examples', at], pattern, example);
    }
  }
  return pattern;
}

function compile(report: Report, place: Place, source: string): Pattern | null {
  try {
    return createPattern(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    report(
      place,
      `The pattern does not compile: ${error.message.replace('error parsing regexp: ', '')}. Patterns are RE2's, which have no look-around and no back-references.`,
    );
    return null;
  }
}

/** Whether the groups that are needed are there. */
function checkGroups(report: Report, place: Place, { source, groups }: Pattern): boolean {
  const missing = REQUIRED.filter((name) => !groups.includes(name));
  if (missing.length > 0) {
    report(
      place,
      `The pattern has no group ${inWords(missing)}. Put the part of the text that is meant into \`(?<${missing[0]}>…)\`.`,
    );
  }
  for (const group of groups) {
    if (GROUPS.some((name) => name === group)) continue;
    report(
      place,
      `The group \`${group}\` means nothing here. ${suggest(group, GROUPS)} Name it so, or write \`(?:…)\` for a group that only holds together.`,
    );
  }
  if (RE2JS.compile(source).groupCount() > groups.length) {
    report(
      place,
      'A group of the pattern has no name, so that nobody knows what it is for. Write `(?<database>…)`, or `(?:…)` for a group that only holds together.',
    );
  }
  return missing.length === 0;
}

function checkExample(
  report: Report,
  place: Place,
  pattern: Pattern,
  example: RelationPatternEntry['examples'][number],
): void {
  const found = pattern.match(example.value);
  if (found === null) {
    report(
      place,
      `The pattern does not fit the whole of \`${example.value}\`. Change it so that it does, or correct the example.`,
    );
    return;
  }
  const differing = GROUPS.filter((name) => (found[name] ?? '') !== (example[name] ?? ''));
  if (differing.length === 0) return;
  const promised = differing.map((name) => `${name} ${quoted(example[name])}`).join(', ');
  const given = differing.map((name) => `${name} ${quoted(found[name])}`).join(', ');
  report(
    place,
    `Of \`${example.value}\` the pattern takes ${given}, and the example says ${promised}. Correct whichever is wrong.`,
  );
}

function quoted(name: string | undefined): string {
  return name === undefined || name === '' ? 'nothing' : `\`${name}\``;
}
