import { Link } from '../../router.tsx';
import { Card, Facts } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import type { Integration } from './overview-data.ts';

export function ConnectionCard({ integration }: { readonly integration: Integration }) {
  const { apiHost, discoveryUrl, serviceToken, configuredAt, configuredBy, updatedAt, revision } =
    integration;
  return (
    <Card title="Connection" actions={<Link to="/connect">Change</Link>}>
      <Facts
        rows={[
          ['Host', <code key="host">{apiHost}</code>],
          ['Discovery API', <code key="url">{discoveryUrl}</code>],
          ['Service token', <code key="token">{serviceToken.preview}</code>],
          [
            'Token set',
            <>
              <Time at={serviceToken.setAt} />
              {by(serviceToken.setBy)}
            </>,
          ],
          ['Token last used', <Time key="used" at={serviceToken.lastUsedAt} none="not yet" />],
          [
            'Connected',
            <>
              <Time at={configuredAt} />
              {by(configuredBy)}
            </>,
          ],
          [
            'Last change',
            <>
              <Time at={updatedAt} />, revision {revision}
            </>,
          ],
        ]}
      />
    </Card>
  );
}

function by(name: string | null): string {
  return name === null ? '' : ` by ${name}`;
}
