import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import type { Health } from './table-question.ts';
import { HEALTHS } from './words.ts';

interface HealthCardProps {
  readonly health: Health;
  /** One sentence each, worst first. */
  readonly reasons: readonly string[];
}

export function HealthCard({ health, reasons }: HealthCardProps) {
  const { words, tone } = HEALTHS[health];
  return (
    <Card title="Health">
      <p class="figure">
        <Badge tone={tone}>{words}</Badge>
      </p>
      {reasons.length === 0 ? (
        <p>The table meets every criterion of dbt Catalog.</p>
      ) : (
        <ul class="sentences">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}
