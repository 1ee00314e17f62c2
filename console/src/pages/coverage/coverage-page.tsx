import { navigate, useRoute } from '../../router.tsx';
import { Answered } from '../../ui/answered.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loading } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import './coverage-page.css';
import type { Coverage } from './coverage-question.ts';
import { CoverageSummary } from './coverage-summary.tsx';
import { CoverageTables } from './coverage-tables.tsx';
import { coverageAddress, readNarrowing } from './narrowing.ts';
import { useCoverage } from './use-coverage.ts';

export function CoveragePage() {
  const { search: parameters } = useRoute();
  const narrowing = readNarrowing(parameters);
  const search = parameters.get('search') ?? '';
  const asked = useCoverage(narrowing);
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
        {({ coverage, isWithoutTables }) =>
          coverage.asked === 0 ? (
            <NothingCounted coverage={coverage} />
          ) : (
            <>
              <CoverageSummary
                coverage={coverage}
                narrowing={narrowing}
                onNarrow={(chosen) => navigate(coverageAddress(chosen, search))}
              />
              {isWithoutTables ? (
                asked.isAsking && <Loading label="Loading the tables" />
              ) : (
                <CoverageTables coverage={coverage} narrowing={narrowing} search={search} />
              )}
            </>
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
        <Time at={since} />; lookups that admins make here do not count.
      </p>
    </Empty>
  );
}
