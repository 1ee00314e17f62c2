import { MATCH_STATUSES, type MatchStatus, matchWords } from '../../text/match-words.ts';
import type { StatusCount } from './coverage-question.ts';

const GAP = 0.4;

const fillOf = (status: MatchStatus) => `fill-${matchWords(status).tone} fill-${status.toLowerCase()}`;

/** The colour that a status has in the bar. */
export function StatusDot({ status }: { readonly status: MatchStatus }) {
  return (
    <svg class="status-dot" viewBox="0 0 8 8" aria-hidden="true">
      <circle class={fillOf(status)} cx={4} cy={4} r={4} />
    </svg>
  );
}

/** Shares of the statuses, from matched to unknown. The buttons below say the same in words and numbers. */
export function CoverageBar({ statuses }: { readonly statuses: readonly StatusCount[] }) {
  const total = statuses.reduce((sum, { tables }) => sum + tables, 0);
  const inOrder = MATCH_STATUSES.flatMap((status) => statuses.filter((counted) => counted.status === status));
  let start = 0;
  return (
    <svg class="coverage-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      {inOrder.map(({ status, tables }, index) => {
        const width = (tables / total) * 100;
        const x = start;
        start += width;
        return (
          <rect
            key={status}
            class={fillOf(status)}
            x={x}
            y={0}
            // A gap tells neighbours of one colour apart; the smallest share stays to be seen.
            width={Math.max(index === inOrder.length - 1 ? width : width - GAP, 0.3)}
            height={6}
          />
        );
      })}
    </svg>
  );
}
