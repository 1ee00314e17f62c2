import { jsonReply, type Reply } from '../../http/reply.ts';
import type { Verdict } from '../../memory/memory.ts';
import { toPushedArtifact } from './pushed-artifact.ts';
import type { PushRefusal } from './refusal.ts';

/** What became of each artifact of a push: 200 when each is new or known, else the worst status. */
export function toReply(environment: number, verdicts: readonly Verdict[]): Reply {
  return jsonReply(worstStatus(verdicts), { environment, artifacts: verdicts.map(toPushedArtifact) });
}

/** A push that is refused whole. */
export function toRefusal({ status, message, headers }: PushRefusal): Reply {
  return jsonReply(status, { message }, headers);
}

function worstStatus(verdicts: readonly Verdict[]): number {
  return Math.max(200, ...verdicts.map((verdict) => (verdict.outcome === 'refused' ? verdict.status : 200)));
}
