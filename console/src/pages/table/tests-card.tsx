import { useState } from 'preact/hooks';
import { Card } from '../../ui/page.tsx';
import { Choice, Choices } from '../choices.tsx';
import type { Test, TestOutcome, TestSummary } from './table-question.ts';
import { TestTable } from './test-table.tsx';
import { countTests, OUTCOMES, WORST_FIRST } from './words.ts';

interface TestsCardProps {
  /** Data tests, worst first. */
  readonly tests: readonly Test[];
  readonly unitTests: readonly Test[];
  readonly summary: TestSummary;
}

export function TestsCard({ tests, unitTests, summary }: TestsCardProps) {
  const [chosen, setChosen] = useState<TestOutcome | null>(null);
  const outcomes = WORST_FIRST.filter((outcome) => tests.some((test) => test.outcome === outcome));
  const shown = chosen === null ? tests : tests.filter(({ outcome }) => outcome === chosen);
  const note = countTests(summary);
  return (
    <Card title="Tests" {...(note === null ? {} : { note })}>
      {tests.length === 0 ? <p class="muted">dbt has no data test of this table.</p> : null}
      {outcomes.length < 2 ? null : (
        <Choices label="Outcome of the tests">
          <Choice isChosen={chosen === null} onChoose={() => setChosen(null)} count={tests.length}>
            All
          </Choice>
          {outcomes.map((outcome) => (
            <Choice
              key={outcome}
              isChosen={chosen === outcome}
              onChoose={() => setChosen(outcome)}
              count={tests.filter((test) => test.outcome === outcome).length}
            >
              {OUTCOMES[outcome].words}
            </Choice>
          ))}
        </Choices>
      )}
      {shown.length === 0 ? null : (
        <TestTable tests={shown} caption="Tests of the table and its columns" hasColumns />
      )}
      {unitTests.length === 0 ? null : (
        <>
          <h3>Unit tests</h3>
          <p class="muted">They judge the code of the model, not the rows of the table.</p>
          <TestTable tests={unitTests} caption="Unit tests of the model" />
        </>
      )}
    </Card>
  );
}
