import type { IncomingHttpHeaders } from 'node:http';
import type { PushLimits } from './limits.ts';
import { PushRefusal, tooManyBytes } from './refusal.ts';

const ENCODINGS = new Set(['', 'identity', 'gzip', 'x-gzip']);

/** Throws a refusal for a body that its headers show to be none of ours. */
export function checkHeaders(headers: IncomingHttpHeaders, { bodyBytes }: PushLimits): void {
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (!ENCODINGS.has(encoding)) {
    throw new PushRefusal(
      415,
      'The body is compressed in a way that is not read here: send it plain or as gzip.',
    );
  }
  if (/^multipart\//i.test(headers['content-type'] ?? '')) {
    throw new PushRefusal(
      415,
      'A form is not read here: send the file itself, as "curl --upload-file" or "curl --data-binary" does.',
    );
  }
  if (Number(headers['content-length'] ?? 0) > bodyBytes) throw tooManyBytes('The body', bodyBytes);
}
