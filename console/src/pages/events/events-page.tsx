import { useState } from 'preact/hooks';
import { ask } from '../../graph.ts';
import type { IntegrationEvent } from '../../integration.ts';
import { announce } from '../../ui/announce.tsx';
import { Answered } from '../../ui/answered.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Failed } from '../../ui/states.tsx';
import { useAsk } from '../../use-ask.ts';
import { EventList } from './event-list.tsx';

const EVENTS_QUERY = `query ConsoleEvents($first: Int!, $after: String) {
  dbtIntegrationEvents(first: $first, after: $after) { events { at actor action detail } endCursor hasNextPage }
}`;
const PAGE_SIZE = 30;

interface EventsPageOfGraph {
  readonly events: readonly IntegrationEvent[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

interface EventsData {
  readonly dbtIntegrationEvents: EventsPageOfGraph;
}

export function EventsPage() {
  const asked = useAsk<EventsData>(EVENTS_QUERY, { first: PAGE_SIZE, after: null });
  return (
    <Page
      title="Events"
      lead="Who changed the connection to dbt, and who was refused. The trail stays when the connection is removed."
      actions={
        <Button icon="refresh" isBusy={asked.isAsking && asked.data !== null} onClick={asked.reload}>
          Refresh
        </Button>
      }
    >
      <Answered asked={asked} what="the events">
        {/* A new first page begins the list anew: older pages follow from it. */}
        {({ dbtIntegrationEvents: page }) => <Trail key={page.events[0]?.at ?? ''} newest={page} />}
      </Answered>
    </Page>
  );
}

function Trail({ newest }: { readonly newest: EventsPageOfGraph }) {
  const [older, setOlder] = useState<readonly EventsPageOfGraph[]>([]);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const last = older.at(-1) ?? newest;
  const events = [newest, ...older].flatMap((page) => page.events);

  async function readOlder(): Promise<void> {
    setIsBusy(true);
    const answer = await ask<EventsData>(EVENTS_QUERY, { first: PAGE_SIZE, after: last.endCursor });
    setIsBusy(false);
    if (answer.kind !== 'data') return setError(answer.message);
    const page = answer.data.dbtIntegrationEvents;
    setError(null);
    setOlder([...older, page]);
    announce(`${page.events.length} older events.`);
  }

  if (events.length === 0) {
    return (
      <Empty icon="events" title="Nothing has happened yet">
        Events appear here when somebody connects dbt, rotates its token, or is refused.
      </Empty>
    );
  }
  return (
    <Card>
      <EventList events={events} />
      {error === null ? null : (
        <Failed message={error} onRetry={() => void readOlder()} isRetrying={isBusy} />
      )}
      {last.hasNextPage && error === null ? (
        <Button icon="down" isBusy={isBusy} onClick={() => void readOlder()}>
          Older events
        </Button>
      ) : null}
    </Card>
  );
}
