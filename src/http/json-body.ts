import { isUtf8 } from 'node:buffer';
import { MIMEType } from 'node:util';
import { HttpRefusal } from './http-refusal.ts';

/** What a web page can send to another site without asking first. Apollo's CSRF rule refuses these; their bodies are never read. */
const FORM_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Whether a body is JSON or of a type that forms send. Throws an HttpRefusal (415) for all others. Compares as RFC 9110 says. */
export function bodyKindOf(contentType: string | undefined): 'json' | 'form' {
  // As nearly every client writes it.
  if (contentType === 'application/json') return 'json';
  const type = parseType(contentType);
  if (type !== null && FORM_TYPES.has(type.essence)) return 'form';
  if (type?.essence !== 'application/json') {
    throw new HttpRefusal(
      415,
      'Send the request as JSON, with the header `content-type: application/json`.',
      {
        headers: { accept: 'application/json' },
      },
    );
  }
  const charset = type.params.get('charset') ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) {
    throw new HttpRefusal(
      415,
      'The charset of the request is not supported. Encode the JSON as UTF-8, and leave the charset out.',
    );
  }
  return 'json';
}

function parseType(contentType: string | undefined): MIMEType | null {
  try {
    return new MIMEType(contentType ?? '');
  } catch {
    return null;
  }
}

/** The JSON of a GraphQL request. Throws an HttpRefusal (400) that says nothing of the content: a token may stand in it. */
export function parseJson(body: Buffer): object {
  if (body.length === 0)
    throw new HttpRefusal(400, 'The request body is empty. Send a JSON object with a `query`.');
  if (!isUtf8(body))
    throw new HttpRefusal(400, 'The request body is not valid UTF-8. Encode the JSON as UTF-8.');
  const value = parse(body.toString('utf8'));
  if (typeof value !== 'object' || value === null)
    throw new HttpRefusal(400, 'The request body is JSON, but no object. Send an object with a `query`.');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpRefusal(400, 'Invalid JSON in the request body.');
  }
}
