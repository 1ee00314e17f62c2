import type { Faults } from '../switchboard.ts';
import { distortData, isObject } from './distort-data.ts';
import { jsonReply, type Reply, serialise } from './reply.ts';

const PROXY_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';

/** The answer that a fault gives instead of a real one; null when the request is to be answered. */
export function faultReply(faults: Faults, errorReply: (status: number) => Reply): Reply | null {
  if (faults.rateLimit !== undefined) {
    const { retryAfterSeconds } = faults.rateLimit;
    const headers: Record<string, string> =
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return { ...errorReply(429), headers };
  }
  const status = faults.status ?? 200;
  if (faults.html) return { status, body: PROXY_PAGE, contentType: 'text/html; charset=utf-8', headers: {} };
  if (faults.body !== undefined) return jsonReply(status, faults.body);
  return faults.status === undefined ? null : errorReply(faults.status);
}

/** Works the remaining faults into a real answer and gives the text to send. */
export function distort(reply: Reply, faults: Faults): string {
  let body = distortData(reply.body, faults);
  if (faults.partialErrors && isObject(body)) {
    body = { errors: [{ message: 'Internal server error', path: ['environment'] }], ...body };
  }
  let payload = serialise({ ...reply, body });
  const missing = (faults.responseBytes ?? 0) - Buffer.byteLength(payload);
  if (missing > 0) {
    payload = serialise({
      ...reply,
      body: { ...(body as object), extensions: { padding: 'x'.repeat(missing) } },
    });
  }
  return faults.truncate ? payload.slice(0, Math.floor(payload.length / 2)) : payload;
}
