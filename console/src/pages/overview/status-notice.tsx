import type { Failure, IntegrationStatus } from '../../integration.ts';
import { Link } from '../../router.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import type { Integration } from './overview-data.ts';

const TITLES: Readonly<Record<IntegrationStatus, string>> = {
  CONNECTED: 'dbt is connected',
  TOKEN_REJECTED: 'dbt rejects the service token',
  RATE_LIMITED: "dbt's limit of requests is used up",
  UNREACHABLE: 'dbt cannot be reached',
};

/** The page's first sentence: whether dbt answers, since when, and what to do where it does not. */
export function StatusNotice({ integration }: { readonly integration: Integration }) {
  const { status, apiHost, lastSucceededAt, rateLimitedUntil, lastFailure } = integration;
  const hasFacts = integration.environmentStates.some(({ lastReadAt }) => lastReadAt !== null);
  const answered = (
    <>
      <code>{apiHost}</code> last answered <Time at={lastSucceededAt} none="not yet" />.
    </>
  );
  if (status === 'CONNECTED') {
    return (
      <Notice tone="good" title={TITLES.CONNECTED}>
        <p>{answered}</p>
        {lastFailure === null ? null : <FormerFailure failure={lastFailure} />}
      </Notice>
    );
  }
  return (
    <Notice
      tone={status === 'RATE_LIMITED' ? 'warn' : 'bad'}
      title={TITLES[status]}
      action={
        status === 'TOKEN_REJECTED' ? (
          <Link to="/connect" class="button button-secondary">
            Rotate the token
          </Link>
        ) : undefined
      }
    >
      {lastFailure === null ? null : (
        <p>
          <Sentence text={lastFailure.message} />
        </p>
      )}
      <p class="muted">
        {answered}{' '}
        {rateLimitedUntil === null ? null : (
          <>
            It is asked again <Time at={rateLimitedUntil} />.{' '}
          </>
        )}
        {hasFacts ? 'What was read before is served meanwhile, for 24 hours at most.' : null}
      </p>
    </Notice>
  );
}

/** dbt has answered since. */
function FormerFailure({ failure }: { readonly failure: Failure }) {
  return (
    <details class="overview-former">
      <summary>
        Last failure <Time at={failure.at} />
      </summary>
      <p>
        <Sentence text={failure.message} /> <code class="muted">{failure.code}</code>
      </p>
    </details>
  );
}
