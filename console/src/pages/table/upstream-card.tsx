import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Failed, Notice } from '../../ui/states.tsx';
import type { Node } from './table-question.ts';
import { UpstreamFailures } from './upstream-failures.tsx';
import { isItsOwnSource, type Upstream } from './upstream-question.ts';
import { UpstreamSources } from './upstream-sources.tsx';
import { summarize } from './upstream-words.ts';
import type { UpstreamProblem } from './use-table-facts.ts';
import { WayUp } from './way-up.tsx';

interface UpstreamCardProps {
  /** Null where it could not be read. */
  readonly upstream: Upstream | null;
  readonly problem: UpstreamProblem | null;
  /** The node that answers for the table. */
  readonly node: Node;
  readonly name: string;
  readonly onRetry: () => void;
  readonly isRetrying: boolean;
}

/** What the table is made of: the way up as a picture, what is broken on it, and the stalest sources. */
export function UpstreamCard({ upstream, problem, node, name, onRetry, isRetrying }: UpstreamCardProps) {
  if (upstream === null) {
    return (
      <Card title="Upstream">
        {problem?.isLoading ? (
          <Notice tone="info" title="What the table is made of is still being read">
            <Sentence text={problem.message} />
          </Notice>
        ) : (
          <Failed
            title="What the table is made of could not be read"
            message={problem?.message ?? 'dbt could not be asked for it.'}
            onRetry={onRetry}
            isRetrying={isRetrying}
          />
        )}
      </Card>
    );
  }
  const { reason, sourceCount, sources, failing } = upstream;
  if (isItsOwnSource(node, upstream)) {
    return (
      <Card title="Upstream">
        <p>The table is a source: dbt makes it of nothing, and its data is as fresh as its own last load.</p>
      </Card>
    );
  }
  if (sourceCount === 0 && failing.length === 0) {
    return (
      <Card title="Upstream">
        <p class="reason">
          <Sentence text={reason ?? 'dbt lists no source upstream of this table.'} />
        </p>
      </Card>
    );
  }
  return (
    <Card class="upstream" title="Upstream" note={summarize(upstream)}>
      <WayUp upstream={upstream} name={name} />
      {failing.length === 0 ? (
        <p class="line">
          <Badge tone="good">Nothing broken</Badge>
          <span>dbt tells of no failed build and no failing data test upstream.</span>
        </p>
      ) : (
        <>
          <h3>Broken above</h3>
          <UpstreamFailures failing={failing} environment={node.environment} />
        </>
      )}
      {sources.length === 0 ? null : (
        <>
          <h3>{sourceCount === 1 ? 'Source' : 'Stalest sources'}</h3>
          <UpstreamSources sources={sources} sourceCount={sourceCount} environment={node.environment} />
        </>
      )}
      {sourceCount > 0 || reason === null ? null : (
        <p class="reason">
          <Sentence text={reason} />
        </p>
      )}
    </Card>
  );
}
