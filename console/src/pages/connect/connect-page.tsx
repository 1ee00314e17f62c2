import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask } from '../../graph.ts';
import type { IntegrationEvent } from '../../integration.ts';
import { Answered } from '../../ui/answered.tsx';
import { Page } from '../../ui/page.tsx';
import { useAsk } from '../../use-ask.ts';
import { Conflict } from './conflict.tsx';
import { CONNECT_QUERY, type ConnectData, type Integration } from './connect-data.ts';
import { ConnectionForm } from './connection-form.tsx';
import { RefreshForm } from './refresh-form.tsx';
import { RemoveForm } from './remove-form.tsx';
import { RotateForm } from './rotate-form.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { whatChanged } from './what-changed.ts';
import './connect-page.css';

export function ConnectPage() {
  const asked = useAsk<ConnectData>(CONNECT_QUERY);
  return (
    <Page
      title="Connect"
      lead="How this subgraph reaches dbt. Every change is verified first, and stands in the events."
    >
      <Answered asked={asked} what="the connection">
        {({ dbtIntegration }) => <Connection initial={dbtIntegration} />}
      </Answered>
    </Page>
  );
}

export interface ConflictFacts {
  /** Who did what last. */
  readonly event: IntegrationEvent | null;
  readonly sentences: readonly string[];
}

function Connection({ initial }: { readonly initial: Integration | null }) {
  const [integration, setIntegration] = useState(initial);
  const [conflict, setConflict] = useState<ConflictFacts | null>(null);

  useEffect(() => {
    // Read only now: what the address points at was not there when the page came.
    if (location.hash === '#webhook') document.getElementById('webhook')?.scrollIntoView();
  }, []);

  const onSaved = useCallback((saved: Integration | null) => {
    setConflict(null);
    setIntegration(saved);
  }, []);

  /** The forms keep what was typed; saved again, it is saved over what is shown now. */
  const onConflict = useCallback(async () => {
    const answer = await ask<ConnectData>(CONNECT_QUERY);
    if (answer.kind !== 'data') return;
    const { dbtIntegration: now, dbtIntegrationEvents } = answer.data;
    setConflict({ event: dbtIntegrationEvents.events[0] ?? null, sentences: whatChanged(integration, now) });
    setIntegration(now);
  }, [integration]);

  const props = { onSaved, onConflict: () => void onConflict() };
  return (
    <div class="connect-forms">
      {conflict === null ? null : <Conflict facts={conflict} />}
      <ConnectionForm integration={integration} {...props} />
      {integration === null ? null : (
        <>
          <RotateForm integration={integration} {...props} />
          <WebhookForm integration={integration} {...props} />
          <RefreshForm integration={integration} {...props} />
          <RemoveForm integration={integration} {...props} />
        </>
      )}
    </div>
  );
}
