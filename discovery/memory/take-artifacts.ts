import type { RunResults } from '../artifacts/schemas.ts';
import { refuseOtherProject } from './foreign-project.ts';
import { forgetArtifact } from './forget-artifact.ts';
import { explainKeptOut, explainMove, noteKeptOut } from './kept-out.ts';
import { learnCatalog } from './learn-catalog.ts';
import { learnFreshness } from './learn-freshness.ts';
import { type LearnedManifest, learnManifest, settleTarget } from './learn-manifest.ts';
import { learnRuns } from './learn-runs.ts';
import type { Learned } from './learned.ts';
import type { Arrival, Verdict } from './memory.ts';
import { digestOf, type ReadArtifact, readArrival } from './read-arrival.ts';
import { Refusal } from './refusal.ts';
import type { Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import type { Stamp } from './stamp.ts';
import { commandOf, mergeCommands } from './target-command.ts';
import { putCommand } from './target-rows.ts';
import { tidy } from './tidy.ts';

export interface Taken {
  /** In the order of the arrivals. */
  readonly verdicts: readonly Verdict[];
  /** One line for each value that is left out of an artifact. */
  readonly lines: readonly string[];
}

/** More lines of one artifact would hide the rest of a log. */
const MAX_LINES = 100;

/** Learns from artifacts, the manifest first: the others are judged by it. */
export function takeArtifacts(
  remembered: Remembered,
  rows: RowChanges,
  arrivals: readonly Arrival[],
  allowOtherProject: boolean,
): Taken {
  const verdicts = new Map<Arrival, Verdict>();
  const lines: string[] = [];
  const headerBefore = remembered.header;
  const seenBefore = new Map([...remembered.seen].map(([digest, { artifact }]) => [artifact, digest]));
  /** Invocations whose manifest is of another project: what they wrote is of it, too. */
  const foreign = new Map<string, Refusal>();
  const manifests = new Map<Arrival, LearnedManifest>();
  for (const arrival of manifestFirst(arrivals)) {
    const { kind, origin } = arrival;
    // The same bytes under the name of another artifact are another arrival, to be refused.
    const digest = digestOf(`${kind} ${digestOf(arrival.bytes)}`);
    if (remembered.seen.has(digest)) {
      verdicts.set(arrival, { outcome: 'known', kind, origin });
      continue;
    }
    try {
      const read = readArrival(arrival, digest);
      if (!allowOtherProject) checkProject(remembered, read, origin, foreign);
      const { artifact, generatedAt } = read.stamp;
      const replaced = seenBefore.get(artifact);
      if (replaced !== undefined) forgetArtifact(remembered, rows, artifact, replaced);
      const { nodes, notes, manifest } = learn(remembered, rows, read);
      if (manifest !== undefined) manifests.set(arrival, manifest);
      noteGeneration(remembered, generatedAt, read.stamp.at);
      noteSeen(remembered, rows, digest, artifact);
      lines.push(...shortened(origin, read.losses));
      verdicts.set(arrival, { outcome: 'new', kind, origin, nodes, notes });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message } = error;
      verdicts.set(arrival, { outcome: 'refused', kind, origin, reason: message, status });
    }
  }
  // Which target is the environment's is known only when all of them were heard.
  for (const [arrival, { nodes, place, newest }] of manifests) {
    const { kind, origin } = arrival;
    const isKeptOut = place !== remembered.targets.chosen;
    const note = isKeptOut ? explainKeptOut(remembered.targets, place) : explainOlder(newest);
    const notes = note === null ? [] : [note];
    verdicts.set(arrival, {
      outcome: 'new',
      kind,
      origin,
      nodes,
      notes,
      ...(isKeptOut ? { isKeptOut } : {}),
    });
  }
  tidy(remembered, rows);
  noteKeptOut(remembered);
  if (remembered.header !== headerBefore) rows.put('environment', '', JSON.stringify(remembered.header));
  return { verdicts: arrivals.map((arrival) => verdicts.get(arrival)).filter((v) => v !== undefined), lines };
}

function manifestFirst(arrivals: readonly Arrival[]): Arrival[] {
  const isManifest = ({ kind }: Arrival) => kind === 'manifest';
  return [...arrivals.filter(isManifest), ...arrivals.filter((arrival) => !isManifest(arrival))];
}

function explainOlder(newest: Stamp | null): string | null {
  if (newest === null) return null;
  return `it is older than the manifest that is known, of ${newest.generatedAt}, and is kept out`;
}

function learn(
  remembered: Remembered,
  rows: RowChanges,
  read: ReadArtifact,
): Learned & { readonly manifest?: LearnedManifest } {
  switch (read.kind) {
    case 'manifest': {
      const manifest = learnManifest(remembered, rows, read.artifact, read.stamp);
      return { nodes: manifest.nodes, notes: [], manifest };
    }
    case 'catalog':
      return learnCatalog(remembered, rows, read.artifact, read.stamp);
    case 'run_results': {
      const moved = noteCommand(remembered, rows, read.artifact, read.stamp);
      const learned = learnRuns(remembered, rows, read.artifact, read.stamp);
      if (moved === null) return learned;
      return {
        nodes: Math.max(moved, learned.nodes),
        notes: [...learned.notes, explainMove(remembered.targets)],
      };
    }
    case 'sources':
      return learnFreshness(remembered, rows, read.artifact, read.stamp);
  }
}

/** Answers how many nodes changed where this command decides for another target; null where it does not. */
function noteCommand(remembered: Remembered, rows: RowChanges, run: RunResults, stamp: Stamp): number | null {
  const { targets } = remembered;
  const invocation = stamp.invocationId ?? stamp.artifact;
  const told = commandOf(run, stamp);
  putCommand(targets, rows, invocation, mergeCommands(targets.commands.get(invocation), told));
  const before = targets.chosen;
  const nodes = settleTarget(remembered, rows);
  return before === targets.chosen ? null : nodes;
}

function checkProject(
  remembered: Remembered,
  read: ReadArtifact,
  origin: string,
  foreign: Map<string, Refusal>,
): void {
  const invocation = read.stamp.invocationId ?? '';
  const together = foreign.get(invocation);
  if (together !== undefined) {
    throw new Refusal(409, `${origin} was written together with a refused manifest: ${together.message}`);
  }
  try {
    refuseOtherProject(remembered, read, origin);
  } catch (error) {
    if (error instanceof Refusal && read.kind === 'manifest' && invocation !== '')
      foreign.set(invocation, error);
    throw error;
  }
}

function noteGeneration(remembered: Remembered, generatedAt: string | null, at: number): void {
  const { newestGeneration } = remembered.header;
  if (generatedAt === null || at === 0) return;
  if (newestGeneration !== null && Date.parse(newestGeneration) >= at) return;
  remembered.header = { ...remembered.header, newestGeneration: generatedAt };
}

function noteSeen(remembered: Remembered, rows: RowChanges, digest: string, artifact: string): void {
  const last = [...remembered.seen.values()].at(-1)?.number ?? 0;
  const entry = { artifact, number: last + 1 };
  remembered.seen.set(digest, entry);
  rows.put('seen', digest, JSON.stringify(entry));
}

function shortened(origin: string, losses: readonly string[]): string[] {
  const lines = losses.slice(0, MAX_LINES).map((line) => `${origin}: ${line}`);
  const more = losses.length - MAX_LINES;
  return more > 0 ? [...lines, `${origin}: ${more} more values are left out`] : lines;
}
