import type { Relation } from '../node.ts';
import { capitalize } from '../table-reasons.ts';
import { findSeveral } from './find-several.ts';
import type { Finding, FindingOf } from './finding.ts';
import { findFit, findOtherCase, findOtherName, findOtherPlace, findUnplaced } from './findings.ts';
import { openReading } from './openings.ts';
import { findProjectName, findVersion } from './other-names.ts';
import { relationIn } from './place.ts';
import type { NearMiss } from './selection.ts';

/** One explanation of what came near: how the names were read, in which respects it differs from them, and what to change. */
export function wordNearMiss(nearMiss: NearMiss): string {
  const { reading, candidates } = nearMiss;
  const place = candidates[0]?.place;
  if (place === undefined) return '';
  const read = relationIn(place, reading.relation);
  const { text, aside = '', condition, advice, link, isFit = false } = findingOf(nearMiss, read);
  const opening = openReading(reading, read, { isFit, isTwoLevel: place.isTwoLevel });
  const found = capitalize(opening.text + text);
  const change = joinAdvice([...(condition === undefined ? [] : [condition]), ...opening.advice, ...advice]);
  return link === ':' ? `${found}: ${change}.` : `${found}.${aside} ${capitalize(change)}.`;
}

function joinAdvice(advice: readonly string[]): string {
  if (advice.length < 3) return advice.join(', and ');
  return `${advice.slice(0, -1).join('; ')}; and ${advice.at(-1)}`;
}

/** The plain kinds, each with words of its own; what is none of them differs in several respects. */
const FINDINGS: readonly FindingOf[] = [
  findUnplaced,
  findFit,
  findOtherCase,
  findOtherPlace,
  findProjectName,
  findVersion,
  findOtherName,
];

function findingOf(nearMiss: NearMiss, read: Relation): Finding {
  for (const find of FINDINGS) {
    const finding = find(nearMiss, read);
    if (finding !== null) return finding;
  }
  return findSeveral(nearMiss, read);
}
