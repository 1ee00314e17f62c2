import type { Parsed } from '../support/ask.ts';
import type { Stack } from '../support/start-stack.ts';

/** What the subgraph has been sent since it started, as its metrics count it. */
export interface Traffic {
  readonly requests: number;
  readonly references: number;
}

/** Asks the gateway; `traffic` is what the subgraph was sent for it. */
export async function queryCounted(
  stack: Stack,
  query: string,
): Promise<{ readonly body: Parsed; readonly traffic: Traffic }> {
  const before = await readTraffic(stack);
  const { body } = await stack.query(query);
  const { requests, references } = await readTraffic(stack);
  return {
    body,
    traffic: { requests: requests - before.requests, references: references - before.references },
  };
}

async function readTraffic({ url }: Stack): Promise<Traffic> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (metric: RegExp) => Number(metric.exec(text)?.[1] ?? 0);
  return {
    requests: read(/^dbt_subgraph_http_requests_total\{status="200"\} (\d+)$/m),
    references: read(/^dbt_subgraph_references_total (\d+)$/m),
  };
}
