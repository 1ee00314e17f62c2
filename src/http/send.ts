import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { hasBody } from './read-body.ts';
import { requestIdOf } from './request-id.ts';

/** How long a client that is still sending its body may take to read the answer. */
const LINGER_MS = 1000;

/** Sends an answer whole. `body` is text, known to be ASCII or not, or bytes in pieces; a HEAD request gets the headers alone. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | readonly Uint8Array[],
  isAscii = false,
): void {
  // The client went away meanwhile.
  if (response.destroyed) return;
  const { req: request } = response;
  const bytes = typeof body === 'string' ? bytesOf(body, isAscii) : sumOf(body);
  const isUnread = hasBody(request) && !request.complete;
  const sent: OutgoingHttpHeaders = { 'x-request-id': requestIdOf(request), ...headers };
  if (status !== 204) sent['content-length'] = bytes;
  if (isUnread) sent.connection = 'close';
  response.writeHead(status, sent);
  if (isUnread) sendAndLinger(response, body);
  // ASCII is its own Latin-1, which is copied instead of converted.
  else if (typeof body === 'string') response.end(body, bytes === body.length ? 'latin1' : 'utf8');
  else {
    for (const piece of body) response.write(piece);
    response.end();
  }
}

/** Counting the bytes of a text copies it first where it was added up. */
function bytesOf(text: string, isAscii: boolean): number {
  return isAscii ? text.length : Buffer.byteLength(text);
}

function sumOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Answers that were written whole, and whose client may close the connection first. */
const lingering = new WeakSet<ServerResponse>();

/** Whether the whole answer was handed to the system, for a response that is closed. */
export function wasSentWhole(response: ServerResponse): boolean {
  return response.writableFinished || lingering.has(response);
}

/**
 * Answers while the request's body is still coming, and reads nothing more of it. A connection that is closed at once is reset, and a
 * client that is busy sending would lose the answer with it: so the connection stays open a moment, its client can read the answer,
 * whose length is known, and closes.
 */
function sendAndLinger(response: ServerResponse, body: string | readonly Uint8Array[]): void {
  response.req.socket.pause();
  for (const piece of typeof body === 'string' ? [body] : body) response.write(piece);
  lingering.add(response);
  const timer = setTimeout(() => response.end(), LINGER_MS);
  response.once('close', () => clearTimeout(timer));
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(
    response,
    status,
    { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    JSON.stringify(body),
  );
}
