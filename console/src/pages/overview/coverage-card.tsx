import { Link } from '../../router.tsx';
import { Answered } from '../../ui/answered.tsx';
import { Card } from '../../ui/page.tsx';
import { useAsk } from '../../use-ask.ts';

const COVERAGE_QUERY = 'query ConsoleOverviewCoverage { dbtCoverage { asked matched } }';

interface CoverageData {
  readonly dbtCoverage: { readonly asked: number; readonly matched: number };
}

const COUNT = new Intl.NumberFormat('en');
const POLL_MS = 120_000;

/** Asked apart from the rest of the overview: it has to find every table that was asked for. */
export function CoverageCard() {
  const asked = useAsk<CoverageData>(COVERAGE_QUERY, {}, () => POLL_MS);
  return (
    <Card title="Coverage" actions={<Link to="/coverage">All tables</Link>}>
      <Answered asked={asked} what="the coverage">
        {({ dbtCoverage: { asked: all, matched } }) =>
          all === 0 ? (
            <p class="muted">
              No table was asked for in the last 24 hours. Ask your graph for one, and it counts; lookups on
              the <Link to="/table">table page</Link> do not.
            </p>
          ) : (
            <Share matched={matched} all={all} />
          )
        }
      </Answered>
    </Card>
  );
}

function Share({ matched, all }: { readonly matched: number; readonly all: number }) {
  const missing = all - matched;
  return (
    <>
      <div class="overview-meter">
        <p id="overview-coverage">
          dbt knows <strong>{COUNT.format(matched)}</strong> of {COUNT.format(all)}{' '}
          {all === 1 ? 'table that was' : 'tables that were'} asked for
        </p>
        <meter aria-labelledby="overview-coverage" min={0} max={all} value={matched} />
      </div>
      <p class="muted">
        {missing === 0
          ? 'In the last 24 hours nothing was asked for that dbt does not know.'
          : `${missing === 1 ? 'One is' : `${COUNT.format(missing)} are`} not known: a sentence says why, and what to change.`}
      </p>
    </>
  );
}
