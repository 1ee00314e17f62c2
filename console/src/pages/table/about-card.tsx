import type { ComponentChildren } from 'preact';
import { Badge } from '../../ui/badge.tsx';
import { CopyText } from '../../ui/copy.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Card, Facts } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import type { Node, Run } from './table-question.ts';
import { Tags } from './tags.tsx';
import { describeEnvironment, RESOURCE_TYPES, runWords } from './words.ts';

/** The node that answers, as its project declares it and as its runs left it. */
export function AboutCard({ node }: { readonly node: Node }) {
  const { materialization, relationName, packageName, owner, tags, lastRun, lastSuccessfulRun } = node;
  const isOneRun = lastRun !== null && lastRun.runId !== null && lastRun.runId === lastSuccessfulRun?.runId;
  return (
    <Card
      title="Node"
      {...(node.url === null ? {} : { actions: <ExternalLink href={node.url}>Open in dbt</ExternalLink> })}
    >
      <Facts
        rows={[
          [
            'Type',
            materialization === null
              ? RESOURCE_TYPES[node.resourceType]
              : `${RESOURCE_TYPES[node.resourceType]}, ${materialization}`,
          ],
          ['Name', node.name],
          ['Unique id', <CopyText key="id" text={node.uniqueId} what="the unique id" />],
          row('Relation in dbt', relationName === null ? null : <code>{relationName}</code>),
          ['Environment', describeEnvironment(node.environment)],
          row('Package', packageName),
          row('Owner', owner),
          row('Tags', tags.length === 0 ? null : <Tags tags={tags} />),
          row('Meta', isEmpty(node.meta) ? null : <Meta meta={node.meta} />),
          row('Last run', lastRun === null ? null : <RunText run={lastRun} />),
          row(
            'Last successful run',
            lastSuccessfulRun === null || isOneRun ? null : <RunText run={lastSuccessfulRun} />,
          ),
        ]}
      />
    </Card>
  );
}

function row(name: string, value: ComponentChildren): readonly [string, ComponentChildren] | null {
  return value === null || value === '' ? null : [name, value];
}

function RunText({ run: { status, completedAt, durationSeconds, url } }: { readonly run: Run }) {
  const words = runWords(status);
  return (
    <span class="line">
      {words === null ? null : <Badge tone={words.tone}>{words.words}</Badge>}
      <span>
        <Time at={completedAt} none="at an unknown time" />
        {durationSeconds === null ? null : `, took ${formatSeconds(durationSeconds)}`}
      </span>
      {url === null ? null : <ExternalLink href={url}>See the run</ExternalLink>}
    </span>
  );
}

function formatSeconds(seconds: number): string {
  if (seconds < 0.1) return 'less than 0.1 s';
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function Meta({ meta }: { readonly meta: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys.
    <pre class="message" tabIndex={0}>
      {JSON.stringify(meta, null, 2)}
    </pre>
  );
}

function isEmpty(meta: unknown): boolean {
  return meta === null || meta === undefined || (typeof meta === 'object' && Object.keys(meta).length === 0);
}
