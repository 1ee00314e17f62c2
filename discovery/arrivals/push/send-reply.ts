import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Reply, send, serialise } from '../../http/reply.ts';

const LINGER_BYTES = 64 * 1024 * 1024;
const LINGER_MS = 2_000;

/**
 * Answers. Where the sender is still sending, its bytes are thrown away for a while before the connection closes:
 * closed at once, it would be reset, and the answer lost before the sender reads it.
 */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  isSending: boolean,
): Promise<void> {
  if (request.complete || response.destroyed) {
    send(response, reply);
    return;
  }
  const payload = serialise(reply);
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': Buffer.byteLength(payload),
    connection: 'close',
    ...reply.headers,
  });
  response.write(payload);
  if (isSending) await throwAway(request);
  response.end();
}

function throwAway(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, LINGER_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > LINGER_BYTES) done();
    });
    request.once('end', done);
    request.once('close', done);
    request.resume();
  });
}
