import { navigate } from '../../router.tsx';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { coverageCsv, download } from './coverage-csv.ts';
import { CoverageList } from './coverage-list.tsx';
import type { Coverage } from './coverage-question.ts';
import { countTables, coverageAddress, type Narrowing, searchTables } from './narrowing.ts';

interface CoverageTablesProps {
  readonly coverage: Coverage;
  readonly narrowing: Narrowing;
  readonly search: string;
}

/** The tables of a choice: searched, listed, exported. */
export function CoverageTables({ coverage, narrowing, search }: CoverageTablesProps) {
  const found = searchTables(coverage.tables, search);
  const left = countTables(coverage.statuses, narrowing) - coverage.tables.length;
  const exportFound = () => {
    download('dbt-coverage.csv', coverageCsv(found));
    const count = `${found.length.toLocaleString('en')} ${found.length === 1 ? 'table' : 'tables'}`;
    announce(left > 0 ? `Exported ${count}: those that are asked for most.` : `Exported ${count}.`);
  };
  return (
    <section class="card">
      <div class="card-body">
        <div class="coverage-tools">
          <TextField
            label="Search in names and reasons"
            type="search"
            value={search}
            onValue={(typed) => navigate(coverageAddress(narrowing, typed), { replace: true })}
          />
          <Button icon="download" onClick={exportFound} disabled={found.length === 0}>
            Export as CSV
          </Button>
        </div>
        <p class="muted" role="status">
          {describeList(found.length, coverage, narrowing, search)}
          {left > 0 ? ` ${left.toLocaleString('en')} more are asked for less, and left out.` : ''}
        </p>
        {found.length === 0 ? null : (
          <>
            <CoverageList tables={found} />
            <p class="muted">
              Requests are those of your graph to this subgraph: most gateways ask for tables and for their
              columns apart, so that one page of a catalogue may count twice.
            </p>
          </>
        )}
      </div>
    </section>
  );
}

function describeList(found: number, coverage: Coverage, narrowing: Narrowing, search: string): string {
  const all = coverage.tables.length;
  if (all === 0) {
    return narrowing === 'ATTENTION'
      ? 'No table needs attention: dbt knows every table that was asked for.'
      : 'No table that was asked for has this status.';
  }
  const tables = `${all.toLocaleString('en')} ${all === 1 ? 'table' : 'tables'}`;
  if (search.trim() === '') return `${tables}, most often asked for first.`;
  return `${found.toLocaleString('en')} of ${tables} with “${search.trim()}” in the name or reason.`;
}
