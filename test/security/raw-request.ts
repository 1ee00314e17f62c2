import { request } from 'node:http';
import type { Parsed } from '../support/ask.ts';

/** Header names and values by turns: the only way to send one twice, or a Host of one's own. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** Sends a GraphQL query with exactly these headers; a Host and what the body needs are added where they are missing. */
export function askRaw(
  url: string,
  query: string,
  headers: RawHeaders,
): Promise<{ readonly status: number; readonly body: Parsed; readonly text: string }> {
  const payload = JSON.stringify({ query });
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const needed: RawHeaders = [
    ['host', new URL(url).host],
    ['content-type', 'application/json'],
    ['content-length', String(Buffer.byteLength(payload))],
    ['connection', 'close'],
  ];
  const all = [...needed.filter(([name]) => !given.has(name)), ...headers];
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/graphql`, { method: 'POST', headers: all.flat() }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      const isJson = response.headers['content-type']?.includes('json') ?? false;
      resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : null, text });
    });
    sent.once('error', reject).end(payload);
  });
}
