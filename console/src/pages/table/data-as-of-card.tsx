import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Time } from '../../ui/time.tsx';
import type { Upstream } from './upstream-question.ts';
import { SOURCE_STATUSES } from './words.ts';

/** How old the data is whatever the last refresh says: a table is as fresh as the stalest source that it is made of. */
export function DataAsOfCard({ upstream }: { readonly upstream: Upstream }) {
  const { dataAsOf, reason, sourceStatus, sourceCount, unknownSources } = upstream;
  return (
    <Card title="Data as of">
      <p class="figure">
        <Time at={dataAsOf} none="Unknown" />
      </p>
      {sourceStatus === null ? null : (
        <p class="line">
          <Badge tone={SOURCE_STATUSES[sourceStatus].tone}>{SOURCE_STATUSES[sourceStatus].words}</Badge>
          <span>{sourceCount === 1 ? 'Verdict on its source' : 'Worst verdict on its sources'}</span>
        </p>
      )}
      {dataAsOf === null ? null : <p>{describeOldest(sourceCount, unknownSources)}</p>}
      {reason === null ? null : (
        <p class="reason">
          <Sentence text={reason} />
        </p>
      )}
    </Card>
  );
}

function describeOldest(sources: number, unknown: number): string {
  if (sources === 1) return 'Newest row of the only source it is made of.';
  const known = sources - unknown;
  if (known === 1) return 'Newest row of the only source whose load time is known.';
  return `Newest row of the stalest of ${known.toLocaleString('en')} sources.`;
}
