import { Link } from '../../router.tsx';
import { CopyText } from '../../ui/copy.tsx';
import { Card, Facts } from '../../ui/page.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Time } from '../../ui/time.tsx';
import type { WebhookState } from './overview-data.ts';

interface WebhookCardProps {
  readonly url: string | null;
  readonly isSecretSet: boolean;
  readonly state: WebhookState | null;
}

/** dbt tells of finished jobs here, so that facts are read again at once. */
export function WebhookCard({ url, isSecretSet, state }: WebhookCardProps) {
  return (
    <Card title="Webhook" actions={<Link to="/connect#webhook">Change</Link>}>
      {url === null ? (
        <p>
          This subgraph does not know the address at which dbt reaches it. An operator sets{' '}
          <code>PUBLIC_URL</code>.
        </p>
      ) : (
        <CopyText text={url} what="the webhook's address" />
      )}
      {isSecretSet ? (
        <Facts
          rows={[
            ['Last delivery', <Time key="accepted" at={state?.lastAcceptedAt ?? null} none="none yet" />],
            [
              'Last refused',
              <>
                <Time at={state?.lastRefusedAt ?? null} none="none" />
                {state?.lastRefusal == null ? null : (
                  <p class="overview-refusal">
                    <Sentence text={state.lastRefusal} />
                  </p>
                )}
              </>,
            ],
          ]}
        />
      ) : (
        <p class="muted">
          No secret is set, so every delivery is refused. Without a webhook, changes are noticed within 30
          seconds while somebody reads.
        </p>
      )}
    </Card>
  );
}
