import { useState } from 'preact/hooks';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Choice, Choices } from '../choices.tsx';
import '../stacked.css';
import { Rows } from './rows.tsx';
import type { Test, TestOutcome, TestSummary } from './table-question.ts';
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
      {shown.length === 0 ? null : <TestTable tests={shown} caption="Tests of the table and its columns" />}
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

function TestTable({ tests, caption }: { readonly tests: readonly Test[]; readonly caption: string }) {
  return (
    <Rows rows={tests} what="tests">
      {(shown) => (
        <Table class="stacked" caption={caption} head={['Outcome', 'Test', 'Column', 'Message', 'Executed']}>
          {shown.map((test, index) => (
            // Two environments may have a test of one id.
            <TestRow key={`${index} ${test.uniqueId}`} test={test} />
          ))}
        </Table>
      )}
    </Rows>
  );
}

function TestRow({ test }: { readonly test: Test }) {
  const { outcome, testName, name, description, columnName, message, failures, executedAt, outdated } = test;
  return (
    <tr>
      <td>
        <Badge tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].words}</Badge>
      </td>
      <td>
        <span title={name}>{testName ?? name}</span>
        {description ? <p class="muted">{description}</p> : null}
      </td>
      <td>{columnName === null ? <span class="muted">whole table</span> : <code>{columnName}</code>}</td>
      <td class="wide">{message ?? describeFailures(failures, outcome)}</td>
      <td>
        <Time at={executedAt} />
        {outdated ? <p class="muted">before the last refresh</p> : null}
      </td>
    </tr>
  );
}

function describeFailures(failures: number | null, outcome: TestOutcome): string {
  if (failures === null || outcome === 'PASS') return '';
  return `${failures.toLocaleString('en')} ${failures === 1 ? 'row breaks' : 'rows break'} it.`;
}
