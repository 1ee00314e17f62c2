import { Link } from '../../router.tsx';
import { Answered } from '../../ui/answered.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { useAsk } from '../../use-ask.ts';
import { EventList } from '../events/event-list.tsx';
import { BudgetCard } from './budget-card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { CoverageCard } from './coverage-card.tsx';
import { EnvironmentsCard } from './environments-card.tsx';
import { OVERVIEW_QUERY, type OverviewData, pollMsOf } from './overview-data.ts';
import { StatusNotice } from './status-notice.tsx';
import './overview-page.css';
import { WebhookCard } from './webhook-card.tsx';

export function OverviewPage() {
  const asked = useAsk<OverviewData>(OVERVIEW_QUERY, {}, pollMsOf);
  return (
    <Page
      title="Overview"
      lead="Whether dbt is connected, how far its projects are read, and what went wrong last."
      actions={
        <Button icon="refresh" isBusy={asked.isAsking && asked.data === null} onClick={asked.reload}>
          Refresh
        </Button>
      }
    >
      <Answered asked={asked} what="the overview">
        {(data) => <Overview data={data} />}
      </Answered>
    </Page>
  );
}

function Overview({
  data: { dbtIntegration: integration, dbtIntegrationEvents },
}: {
  readonly data: OverviewData;
}) {
  const events = (
    <Card title="Latest events" actions={<Link to="/events">All events</Link>}>
      {dbtIntegrationEvents.events.length === 0 ? (
        <p class="muted">Nothing has happened yet.</p>
      ) : (
        <EventList events={dbtIntegrationEvents.events} />
      )}
    </Card>
  );
  if (integration === null) {
    return (
      <>
        <Empty
          icon="plug"
          title="dbt is not connected"
          action={
            <Link to="/connect" class="button button-primary">
              Connect dbt
            </Link>
          }
        >
          Until it is, tables carry no facts from dbt. You need the host that dbt shows under{' '}
          <em>Access URLs</em>, and a service token that may read metadata.
        </Empty>
        {events}
      </>
    );
  }
  return (
    <>
      <StatusNotice integration={integration} />
      <EnvironmentsCard
        states={integration.environmentStates}
        saidAlready={integration.status === 'CONNECTED' ? null : (integration.lastFailure?.message ?? null)}
      />
      <div class="overview-columns">
        <div class="overview-column">
          <ConnectionCard integration={integration} />
          <CoverageCard />
        </div>
        <div class="overview-column">
          <BudgetCard budget={integration.budget} />
          <WebhookCard
            url={integration.webhookUrl}
            isSecretSet={integration.webhookSecretSet}
            state={integration.webhook}
          />
        </div>
      </div>
      {events}
    </>
  );
}
