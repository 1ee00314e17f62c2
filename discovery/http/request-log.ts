export type RequestKind = 'discovery' | 'admin' | 'other';

export interface LoggedRequest {
  at: Date;
  kind: RequestKind;
  method: string;
  /** Path and query string. */
  path: string;
  operationName: string | null;
  variables: Record<string, unknown> | null;
  query: string | null;
  /** Null until answered; a request that is left hanging or cut off keeps null. */
  status: number | null;
  authorized: boolean;
}

/** What was asked, oldest first. Headers are not kept, and a known token is blotted out wherever it appears. */
export interface RequestLog {
  all(): readonly LoggedRequest[];
  discovery(): readonly LoggedRequest[];
  admin(): readonly LoggedRequest[];
  clear(): void;
}

export interface RequestRecorder extends RequestLog {
  add(request: LoggedRequest): LoggedRequest;
}

/** Keeps the latest `limit` requests. */
export function createRequestRecorder(secrets: readonly string[], limit: number): RequestRecorder {
  let requests: LoggedRequest[] = [];
  return {
    all: () => requests,
    discovery: () => requests.filter((request) => request.kind === 'discovery'),
    admin: () => requests.filter((request) => request.kind === 'admin'),
    clear: () => {
      requests = [];
    },
    add: (request) => {
      const clean = withoutSecrets(request, secrets);
      requests.push(clean);
      if (requests.length > limit) requests = requests.slice(-limit);
      return clean;
    },
  };
}

function withoutSecrets(request: LoggedRequest, secrets: readonly string[]): LoggedRequest {
  const { at, ...rest } = request;
  let text = JSON.stringify(rest);
  for (const secret of secrets) text = text.replaceAll(JSON.stringify(secret).slice(1, -1), '[token]');
  return { ...(JSON.parse(text) as Omit<LoggedRequest, 'at'>), at };
}
