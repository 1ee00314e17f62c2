import type { PushLimits } from './limits.ts';

/** A push that is not taken, with the sentence that its sender reads. */
export class PushRefusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'PushRefusal';
    this.status = status;
    this.headers = headers;
  }
}

/** The sender closed the connection before its body was whole: nobody waits for an answer. */
export class SenderGone extends Error {
  constructor() {
    super('the sender closed the connection before the body was whole');
    this.name = 'SenderGone';
  }
}

export function tooManyBytes(what: string, limit: number): PushRefusal {
  return new PushRefusal(
    413,
    `${what} is larger than ${formatBytes(limit)}: send fewer artifacts at a time.`,
  );
}

export function tooManyEntries({ archiveEntries }: PushLimits): PushRefusal {
  return new PushRefusal(
    413,
    `The archive has more than ${archiveEntries} entries: pack only manifest.json, catalog.json, run_results.json and sources.json.`,
  );
}

export function tooManyArtifacts({ archiveArtifacts }: PushLimits): PushRefusal {
  return new PushRefusal(
    413,
    `The archive has more than ${archiveArtifacts} artifacts: send fewer at a time.`,
  );
}

function formatBytes(bytes: number): string {
  const megabytes = bytes / 1024 / 1024;
  return megabytes >= 1 ? `${Math.floor(megabytes)} MB` : `${bytes} bytes`;
}
