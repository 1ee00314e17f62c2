import { MATCH_STATUSES, matchWords } from '../../text/match-words.ts';
import type { StatusCount } from './coverage-question.ts';

const GAP = 0.4;

/** Shares of the statuses, from matched to unknown. The buttons below say the same in words and numbers. */
export function CoverageBar({ statuses }: { readonly statuses: readonly StatusCount[] }) {
  const total = statuses.reduce((sum, { tables }) => sum + tables, 0);
  const inOrder = MATCH_STATUSES.flatMap((status) => statuses.filter((counted) => counted.status === status));
  let start = 0;
  return (
    <svg class="coverage-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      {inOrder.map(({ status, tables }) => {
        const width = (tables / total) * 100;
        const x = start;
        start += width;
        return (
          <rect
            key={status}
            class={`fill-${matchWords(status).tone} fill-${status.toLowerCase()}`}
            x={x}
            y={0}
            // A gap tells neighbours of one colour apart; the smallest share stays to be seen.
            width={Math.max(width - GAP, 0.3)}
            height={6}
          />
        );
      })}
    </svg>
  );
}
