import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { startServer } from '../hosts/loopback-server.ts';

export interface RecordingProxy {
  readonly origin: string;
  /** Of each request that came, oldest first. */
  readonly headers: readonly IncomingHttpHeaders[];
}

/** Stands before a server of dbt's APIs and keeps the headers it is sent. `behind`: origin of that server, asked with each request. */
export async function startRecordingProxy(behind: () => string): Promise<RecordingProxy> {
  const seen: IncomingHttpHeaders[] = [];
  const { origin } = await startServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    seen.push(headers);
    const answer = await fetch(`${behind()}${url}`, {
      method,
      headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: await text(request) } : {}),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  return { origin, headers: seen };
}
