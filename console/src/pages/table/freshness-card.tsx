import { Badge } from '../../ui/badge.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import type { Freshness, Run } from './table-question.ts';
import { BASES, runWords, SOURCE_STATUSES } from './words.ts';

interface FreshnessCardProps {
  readonly freshness: Freshness;
  readonly lastRun: Run | null;
}

/** When the data was last refreshed, what that time is the time of, and what was tried since. */
export function FreshnessCard({ freshness, lastRun }: FreshnessCardProps) {
  const { refreshedAt, basis, unknownReason, sourceStatus, sourceCheckedAt } = freshness;
  return (
    <Card title="Last refreshed">
      <p class="figure">
        <Time at={refreshedAt} none="Unknown" />
      </p>
      <p>{refreshedAt === null ? unknownReason : BASES[basis]}</p>
      {sourceStatus === null ? null : (
        <p class="line">
          <Badge tone={SOURCE_STATUSES[sourceStatus].tone}>{SOURCE_STATUSES[sourceStatus].words}</Badge>
          <span>
            Freshness checked <Time at={sourceCheckedAt} none="at an unknown time" />
          </span>
        </p>
      )}
      <LastAttempt freshness={freshness} lastRun={lastRun} />
    </Card>
  );
}

/** Said where the last attempt is not the refresh itself. */
function LastAttempt({ freshness, lastRun }: FreshnessCardProps) {
  const attempt = runWords(freshness.lastAttemptStatus);
  if (attempt === null || attempt.tone === 'good') return null;
  return (
    <div class="attempt">
      <p class="line">
        <Badge tone={attempt.tone}>Last attempt: {attempt.words}</Badge>
        <Time at={freshness.lastAttemptedAt} none="at an unknown time" />
      </p>
      {lastRun?.error ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys.
        <pre class="message" tabIndex={0}>
          {lastRun.error}
        </pre>
      ) : null}
      {lastRun?.url ? (
        <p>
          <ExternalLink href={lastRun.url}>See the run in dbt</ExternalLink>
        </p>
      ) : null}
    </div>
  );
}
