import { matchWords } from '../../text/match-words.ts';
import type { RelationName } from '../../text/relation.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { AboutCard } from './about-card.tsx';
import { Candidates } from './candidates.tsx';
import { CodeCard } from './code-card.tsx';
import { ColumnsCard } from './columns-card.tsx';
import { ComesNear } from './comes-near.tsx';
import { DataAsOfCard } from './data-as-of-card.tsx';
import { FreshnessCard } from './freshness-card.tsx';
import { HealthCard } from './health-card.tsx';
import { MarkdownText } from './markdown-text.tsx';
import { ReasonText } from './reason-text.tsx';
import type { Node, TableFacts } from './table-question.ts';
import { TestsCard } from './tests-card.tsx';
import { UpstreamCard } from './upstream-card.tsx';
import { isItsOwnSource } from './upstream-question.ts';
import type { AskedTable } from './use-table-facts.ts';

interface TableFactsViewProps {
  readonly relation: RelationName;
  readonly facts: TableFacts;
  readonly asked: AskedTable;
}

/** A table as a catalogue would show it; one that is not matched, with the reason alone. */
export function TableFactsView({ relation, facts, asked }: TableFactsViewProps) {
  return (
    <article class="table-facts">
      <MatchCard relation={relation} facts={facts} />
      {facts.node === null ? null : (
        <NodeCards relation={relation} facts={facts} node={facts.node} asked={asked} />
      )}
    </article>
  );
}

function MatchCard({ relation, facts: { match, asOf } }: Omit<TableFactsViewProps, 'asked'>) {
  const { words, tone } = matchWords(match.status);
  const place = [relation.database, relation.schema].filter((part) => part !== null && part !== '');
  return (
    <section class="card match" aria-label="Match">
      <p class="place">{place.join(' › ')}</p>
      <div class="match-head">
        <h2>{relation.name}</h2>
        <Badge tone={tone}>{words}</Badge>
      </div>
      <ReasonText reason={match.reason} asked={relation} />
      {asOf === null ? null : (
        <p class="muted">
          Read from dbt <Time at={asOf} />
        </p>
      )}
      {match.status === 'NOT_IN_DBT' ? <ComesNear reason={match.reason} asked={relation} /> : null}
      {match.candidates.length < 2 ? null : <Candidates candidates={match.candidates} />}
    </section>
  );
}

interface NodeCardsProps extends TableFactsViewProps {
  readonly node: Node;
}

function NodeCards({ relation, facts, node, asked }: NodeCardsProps) {
  const { upstream } = facts;
  // A source is as fresh as its last refresh, which stands there already.
  const hasSources = upstream !== null && upstream.sourceCount > 0 && !isItsOwnSource(node, upstream);
  return (
    <>
      <div class="card-pair">
        <FreshnessCard freshness={facts.freshness} lastRun={node.lastRun} />
        {hasSources ? <DataAsOfCard upstream={upstream} /> : null}
        <HealthCard health={facts.health} reasons={facts.healthReasons} />
      </div>
      <UpstreamCard
        upstream={upstream}
        problem={asked.upstreamProblem}
        node={node}
        name={relation.name}
        onRetry={asked.reload}
        isRetrying={asked.isAsking}
      />
      <Card title="Description">
        {facts.description === null ? (
          <p class="muted">dbt has no description of this table.</p>
        ) : (
          <MarkdownText text={facts.description} headingLevel={2} />
        )}
      </Card>
      <TestsCard tests={facts.tests ?? []} unitTests={facts.unitTests ?? []} summary={facts.testSummary} />
      <ColumnsCard columns={facts.columns ?? []} />
      <AboutCard node={node} />
      <CodeCard node={node} />
    </>
  );
}
