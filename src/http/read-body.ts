import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRefusal } from './http-refusal.ts';
import { unpack, unpackerOf } from './unpack.ts';

export interface BodyLimit {
  /** Of the body as it was sent, and of the body as it is unpacked. */
  readonly maxBytes: number;
  /** The refusal of a larger body. */
  readonly refusal: HttpRefusal;
}

/** The client closed the connection before its request was whole. Nobody is left to be answered. */
export class ClientGoneError extends Error {
  constructor(cause: unknown) {
    super('The client went away before its request was whole.', { cause });
    this.name = 'ClientGoneError';
  }
}

/** Whether the request announces a body; Node knows only afterwards whether the body has come. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads a body whole and unpacks it. Rejects with the limit's refusal as soon as the body is larger, without reading on; with an HttpRefusal
 * for an encoding that is unknown (415) or not kept to (400); with a ClientGoneError when the client goes away.
 */
export async function readBody(response: ServerResponse, limit: BodyLimit): Promise<Buffer> {
  const { req: request } = response;
  const unpacker = unpackerOf(request.headers['content-encoding']);
  if (Number(request.headers['content-length'] ?? 0) > limit.maxBytes) throw limit.refusal;
  // A client that asks before it sends its body is told to go on only now: everything that the headers tell has been checked.
  if (/^100-continue$/i.test(request.headers.expect ?? '')) response.writeContinue();
  const packed = await readPacked(request, limit);
  return unpacker === null || packed.length === 0 ? packed : unpack(packed, unpacker, limit);
}

/** By events: an async iterator costs a tenth of the throughput, and destroys the connection when it is left. */
function readPacked(request: IncomingMessage, { maxBytes, refusal }: BodyLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Gone while the caller was identified: no event tells of it any more.
    if (request.destroyed) return reject(new ClientGoneError(request.errored));
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData).pause();
      reject(refusal);
    };
    request
      .on('data', onData)
      .once('end', () => resolve(Buffer.concat(chunks)))
      // Node destroys a request whose connection ends early with an error.
      .once('error', (cause) => reject(new ClientGoneError(cause)));
  });
}
