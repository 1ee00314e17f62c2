import { navigate, useRoute } from '../../router.tsx';
import { announce } from '../../ui/announce.tsx';
import { Answered } from '../../ui/answered.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useAsk } from '../../use-ask.ts';
import { coverageCsv, download } from './coverage-csv.ts';
import { CoverageList } from './coverage-list.tsx';
import './coverage-page.css';
import { type Coverage, type CoverageData, coverageQuery } from './coverage-question.ts';
import { CoverageSummary } from './coverage-summary.tsx';
import {
  countTables,
  coverageAddress,
  type Narrowing,
  readNarrowing,
  searchTables,
  toStatuses,
} from './narrowing.ts';

export function CoveragePage() {
  const { search: parameters } = useRoute();
  const narrowing = readNarrowing(parameters);
  const asked = useAsk<CoverageData>(coverageQuery(), { statuses: toStatuses(narrowing) });
  return (
    <Page
      title="Coverage"
      lead="Which tables your graph was asked for in the last 24 hours, and which of them dbt knows."
      actions={
        <Button icon="refresh" isBusy={asked.isAsking && asked.data !== null} onClick={asked.reload}>
          Count again
        </Button>
      }
    >
      <Answered asked={asked} what="the coverage">
        {({ dbtCoverage }) =>
          dbtCoverage.asked === 0 ? (
            <NothingCounted coverage={dbtCoverage} />
          ) : (
            <Counted coverage={dbtCoverage} narrowing={narrowing} search={parameters.get('search') ?? ''} />
          )
        }
      </Answered>
    </Page>
  );
}

function NothingCounted({ coverage: { since } }: { readonly coverage: Coverage }) {
  return (
    <Empty icon="coverage" title="No table has been asked for yet">
      <p>
        Query your graph for tables with a field of dbt’s, such as <code>dbtDescription</code> or{' '}
        <code>lastRefreshedAt</code>: each table then stands here, with what became of it. Counting began{' '}
        <Time at={since} />; lookups in this console do not count.
      </p>
    </Empty>
  );
}

interface CountedProps {
  readonly coverage: Coverage;
  readonly narrowing: Narrowing;
  readonly search: string;
}

function Counted({ coverage, narrowing, search }: CountedProps) {
  const found = searchTables(coverage.tables, search);
  const left = countTables(coverage.statuses, narrowing) - coverage.tables.length;
  const exportFound = () => {
    download('dbt-coverage.csv', coverageCsv(found));
    const count = `${found.length.toLocaleString('en')} ${found.length === 1 ? 'table' : 'tables'}`;
    announce(left > 0 ? `Exported ${count}: those that are asked for most.` : `Exported ${count}.`);
  };
  return (
    <>
      <CoverageSummary
        coverage={coverage}
        narrowing={narrowing}
        onNarrow={(chosen) => navigate(coverageAddress(chosen, search))}
      />
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
            {left > 0
              ? ` ${left.toLocaleString('en')} more that are asked for less are left out; choose a status to see others.`
              : ''}
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
    </>
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
