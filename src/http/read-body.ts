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

async function readPacked(request: IncomingMessage, limit: BodyLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // An iterator that destroyed the request on leaving would close the connection before the refusal is sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit.maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new ClientGoneError(error);
  }
  if (bytes > limit.maxBytes) throw limit.refusal;
  return Buffer.concat(chunks);
}
