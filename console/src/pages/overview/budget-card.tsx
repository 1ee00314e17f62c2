import { Card, Facts } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import type { Budget } from './overview-data.ts';

const COUNT = new Intl.NumberFormat('en');

export function BudgetCard({ budget }: { readonly budget: Budget }) {
  const { perMinute, usedThisMinute, usedToday, circuitOpenUntil } = budget;
  return (
    <Card title="Requests to dbt">
      <div class="overview-meter">
        <p id="budget-minute">
          <strong>{COUNT.format(usedThisMinute)}</strong> of {COUNT.format(perMinute)} this minute
        </p>
        <meter
          aria-labelledby="budget-minute"
          min={0}
          max={perMinute}
          low={Math.floor(perMinute * 0.7)}
          high={Math.floor(perMinute * 0.9)}
          optimum={0}
          value={Math.min(usedThisMinute, perMinute)}
        />
      </div>
      <Facts
        rows={[
          ['Today', COUNT.format(usedToday)],
          ['Circuit', circuitOpenUntil === null ? 'Closed: requests go out' : 'Open: no requests go out'],
        ]}
      />
      {circuitOpenUntil === null ? null : (
        <Notice tone="warn" title="dbt is not asked at the moment">
          It has failed several times in a row, or its limit is used up. The next attempt is{' '}
          <Time at={circuitOpenUntil} />.
        </Notice>
      )}
    </Card>
  );
}
