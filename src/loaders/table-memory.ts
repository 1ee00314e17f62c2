import type { Memory, Partition } from '../cache/memory.ts';
import type { TableMatch } from '../facts/facts.ts';
import type { RelationIndex } from '../facts/relation-index.ts';
import type { Needs } from './needs.ts';
import type { TableFacts } from './table-facts.ts';

/**
 * Keeps what was worked out from facts that have not changed since, so that a warm query works out nothing: matches by the indexes they
 * were found in, whole answers by the entries they were made of. All of it counts into the one budget of memory.
 */
export interface TableMemory {
  /** What is kept of one integration at one revision; `prefix` begins its keys. */
  of(prefix: string): ScopedTableMemory;
}

export interface ScopedTableMemory {
  /** A match that names no node is not kept: its name may be one that a caller made up. */
  match(relations: readonly RelationIndex[], relationKey: string, work: () => TableMatch): KeyedMatch;
  /** `parts`: everything the answer is made of besides the match and the time, compared by identity. */
  facts(match: KeyedMatch, needs: Needs, parts: readonly unknown[], work: () => TableFacts): KeptFacts;
}

export interface KeptFacts {
  readonly facts: TableFacts;
  /** Until when (epoch milliseconds) they hold while their parts do; 0 for facts that are not kept. */
  readonly currentUntilMs: number;
}

export interface KeyedMatch {
  /** Null for a match that is not kept. */
  readonly key: string | null;
  readonly match: TableMatch;
}

interface Answer {
  readonly parts: readonly unknown[];
  readonly facts: TableFacts;
  readonly madeAtMs: number;
}

/** Health counts days up to now: an answer is put together anew after this time, although its parts are the same. */
const MAX_ANSWER_AGE_MS = 60 * 60_000;

/** Rough weights, in bytes: a few objects and texts each. */
const MATCH_BYTES = 500;
const CANDIDATE_BYTES = 700;
const ANSWER_BYTES = 1500;
const TEST_BYTES = 700;
const COLUMN_BYTES = 300;

export function createTableMemory(memory: Memory, now: () => number): TableMemory {
  const versions = new WeakMap<RelationIndex, number>();
  let lastVersion = 0;

  /** Two indexes are never of one version: what was found in one is not found in another. */
  function versionOf(relations: RelationIndex): number {
    const known = versions.get(relations);
    if (known !== undefined) return known;
    lastVersion += 1;
    versions.set(relations, lastVersion);
    return lastVersion;
  }

  return {
    of(prefix) {
      const matches: Partition<TableMatch> = memory.partition(`${prefix}/match/`);
      const answers: Partition<Answer> = memory.partition(`${prefix}/answer/`);
      return {
        match(relations, relationKey, work) {
          const key = `${relations.map(versionOf).join('.')}/${relationKey}`;
          const known = matches.get(key);
          if (known !== undefined) return { key, match: known };
          const match = work();
          if (match.candidates.length === 0) return { key: null, match };
          matches.set(key, match, MATCH_BYTES + match.candidates.length * CANDIDATE_BYTES);
          return { key, match };
        },
        facts({ key: matchKey }, needs, parts, work) {
          if (matchKey === null) return { facts: work(), currentUntilMs: 0 };
          const key = `${needs}/${matchKey}`;
          const nowMs = now();
          const known = answers.get(key);
          if (known !== undefined && isRecent(known, nowMs) && areSame(known.parts, parts)) {
            return { facts: known.facts, currentUntilMs: known.madeAtMs + MAX_ANSWER_AGE_MS };
          }
          const facts = work();
          answers.set(key, { parts, facts, madeAtMs: nowMs }, weigh(facts));
          return { facts, currentUntilMs: nowMs + MAX_ANSWER_AGE_MS };
        },
      };
    },
  };
}

function isRecent({ madeAtMs }: Answer, nowMs: number): boolean {
  return madeAtMs <= nowMs && nowMs < madeAtMs + MAX_ANSWER_AGE_MS;
}

function weigh({ tests, catalog, metadata }: TableFacts): number {
  return (
    ANSWER_BYTES +
    metadata.match.candidates.length * CANDIDATE_BYTES +
    (tests?.length ?? 0) * TEST_BYTES +
    (catalog?.listed.length ?? 0) * COLUMN_BYTES
  );
}

function areSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, position) => item === right[position]);
}
