import { createHmac, randomUUID } from 'node:crypto';

/** What dbt platform's webhook says of a run, as far as artifacts know it. */
export interface CompletedRun {
  readonly accountId: number;
  readonly environmentId: number;
  readonly environmentName: string;
  readonly projectId: number;
  readonly projectName: string;
  readonly dbtVersion: string | null;
  /** The id that the Discovery API shows for the invocation behind the newest facts. */
  readonly runId: number | null;
}

export interface SignedEvent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function newEventId(): string {
  return `wev_${randomUUID().replaceAll('-', '')}`;
}

/**
 * The delivery of `job.run.completed`. The signature is the bare lower-case hex HMAC-SHA256 of the raw body under the
 * subscription's secret. Ids inside `data` are texts; artifacts know of no job.
 */
export function signRunCompleted(run: CompletedRun, eventId: string, at: Date, secret: string): SignedEvent {
  const body = JSON.stringify({
    accountId: run.accountId,
    eventId,
    timestamp: at.toISOString(),
    eventType: 'job.run.completed',
    webhookName: 'artifacts',
    data: {
      jobId: null,
      jobName: null,
      runId: run.runId === null ? null : String(run.runId),
      environmentId: String(run.environmentId),
      environmentName: run.environmentName,
      dbtVersion: run.dbtVersion,
      projectName: run.projectName,
      projectId: String(run.projectId),
      runStatus: 'Success',
      runStatusCode: 10,
      runStatusMessage: 'None',
      runReason: 'artifacts changed',
    },
  });
  const authorization = createHmac('sha256', secret).update(body).digest('hex');
  return { body, headers: { authorization, 'content-type': 'application/json' } };
}
