import { Badge } from '../../ui/badge.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import '../stacked.css';
import { Rows } from './rows.tsx';
import type { Test, TestOutcome } from './table-question.ts';
import { OUTCOMES } from './words.ts';

interface TestTableProps {
  readonly tests: readonly Test[];
  readonly caption: string;
  /** Unit tests judge no columns. */
  readonly hasColumns?: boolean;
}

export function TestTable({ tests, caption, hasColumns = false }: TestTableProps) {
  const columns = hasColumns ? ['Column'] : [];
  return (
    <Rows rows={tests} what="tests">
      {(shown) => (
        <Table
          class="stacked"
          caption={caption}
          head={['Outcome', 'Test', ...columns, 'Message', 'Executed']}
        >
          {shown.map((test, index) => (
            // Two environments may have a test of one id.
            <TestRow key={`${index} ${test.uniqueId}`} test={test} hasColumns={hasColumns} />
          ))}
        </Table>
      )}
    </Rows>
  );
}

function TestRow({ test, hasColumns }: { readonly test: Test; readonly hasColumns: boolean }) {
  const { outcome, testName, name, description, columnName, message, failures, executedAt, outdated } = test;
  // A unit test shows the rows that differ, one below the other.
  const told = message?.replace(/^\s*\n|\s+$/g, '') ?? describeFailures(failures, outcome);
  return (
    <tr>
      <td>
        <Badge tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].words}</Badge>
      </td>
      <td>
        <span title={name}>{testName ?? name}</span>
        {description ? <p class="muted">{description}</p> : null}
      </td>
      {hasColumns ? (
        <td>{columnName === null ? <span class="muted">whole table</span> : <code>{columnName}</code>}</td>
      ) : null}
      <td class={`wide test-message ${told.includes('\n') ? 'mono' : ''}`}>{told}</td>
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
