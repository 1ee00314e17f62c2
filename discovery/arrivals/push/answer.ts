import { jsonReply, type Reply } from '../../http/reply.ts';
import type { Verdict } from '../../memory/memory.ts';
import type { PushRefusal } from './refusal.ts';

/** What became of each artifact of a push: 200 when each is new or known, else the worst status. */
export function toReply(environment: number, verdicts: readonly Verdict[]): Reply {
  return jsonReply(worstStatus(verdicts), { environment, artifacts: verdicts.map(toArtifact) });
}

/** A push that is refused whole. */
export function toRefusal({ status, message, headers }: PushRefusal): Reply {
  return jsonReply(status, { message }, headers);
}

/** One line for the log. */
export function describe(verdicts: readonly Verdict[]): string {
  return verdicts
    .map((verdict) => {
      const { origin, outcome } = verdict;
      if (verdict.outcome === 'refused') return `${origin} refused (${verdict.reason})`;
      return verdict.outcome === 'new'
        ? `${origin} ${outcome} (${count(verdict.nodes)})`
        : `${origin} ${outcome}`;
    })
    .join(', ');
}

function worstStatus(verdicts: readonly Verdict[]): number {
  return Math.max(200, ...verdicts.map((verdict) => (verdict.outcome === 'refused' ? verdict.status : 200)));
}

function toArtifact(verdict: Verdict): Record<string, unknown> {
  const { origin: file, outcome } = verdict;
  if (verdict.outcome === 'refused') return { file, outcome, reason: verdict.reason };
  if (verdict.outcome === 'known') return { file, outcome };
  const notes = verdict.notes.length > 0 ? { notes: verdict.notes } : {};
  return { file, outcome, nodes: verdict.nodes, ...notes };
}

function count(nodes: number): string {
  return nodes === 1 ? '1 node' : `${nodes} nodes`;
}
