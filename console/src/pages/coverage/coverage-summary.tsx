import type { ComponentChildren } from 'preact';
import { MATCH_STATUSES, matchWords } from '../../text/match-words.ts';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { Choice, Choices } from '../choices.tsx';
import { CoverageBar, StatusDot } from './coverage-bar.tsx';
import type { Coverage } from './coverage-question.ts';
import { countTables, type Narrowing, percentMatched } from './narrowing.ts';

interface CoverageSummaryProps {
  readonly coverage: Coverage;
  readonly narrowing: Narrowing;
  readonly onNarrow: (narrowing: Narrowing) => void;
}

export function CoverageSummary({ coverage, narrowing, onNarrow }: CoverageSummaryProps) {
  const { since, asked, matched, statuses, incompleteReason } = coverage;
  const choiceOf = (choice: Narrowing, words: string, mark?: ComponentChildren) => (
    <Choice
      key={choice}
      isChosen={narrowing === choice}
      onChoose={() => onNarrow(choice)}
      count={countTables(statuses, choice)}
      mark={mark}
    >
      {words}
    </Choice>
  );
  return (
    <section class="card coverage-summary">
      <div class="card-body">
        <h2 class="coverage-figure">
          <span class="figure">{percentMatched(matched, asked)}%</span> matched
        </h2>
        <p class="muted">
          {matched.toLocaleString('en')} of {asked.toLocaleString('en')}{' '}
          {asked === 1 ? 'table that was' : 'tables that were'} asked for have dbt’s facts. Counting began{' '}
          <Time at={since} />.
        </p>
        <CoverageBar statuses={statuses} />
        <Choices label="Which tables the list shows">
          {choiceOf('ATTENTION', 'Need attention')}
          {choiceOf('ALL', 'All')}
          {MATCH_STATUSES.filter((status) => statuses.some((counted) => counted.status === status)).map(
            (status) => choiceOf(status, matchWords(status).words, <StatusDot status={status} />),
          )}
        </Choices>
        <NotAnswered statuses={statuses} />
        {incompleteReason === null ? null : <Notice tone="info">{incompleteReason}</Notice>}
      </div>
    </section>
  );
}

/** While dbt is away, the share tells less of the tables than of dbt. */
function NotAnswered({ statuses }: Pick<Coverage, 'statuses'>) {
  const count = countTables(statuses, 'UNAVAILABLE');
  if (count === 0) return null;
  return (
    <Notice tone="warn" title="dbt is unavailable">
      What dbt knows of {count.toLocaleString('en')} {count === 1 ? 'table' : 'tables'} cannot be said now;
      they count as not matched. The overview shows the cause.
    </Notice>
  );
}
