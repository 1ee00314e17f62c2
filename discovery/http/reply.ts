import type { ServerResponse } from 'node:http';

/** An answer before it is put on the wire, so that faults can be worked into it. */
export interface Reply {
  status: number;
  /** JSON when an object, sent as it is when text. */
  body: unknown;
  contentType: string;
  headers: Record<string, string>;
}

export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status, body, contentType: 'application/json; charset=utf-8', headers };
}

export function serialise(reply: Reply): string {
  return typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
}

export function send(response: ServerResponse, reply: Reply, payload = serialise(reply)): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': Buffer.byteLength(payload),
    ...reply.headers,
  });
  response.end(payload);
}
