import { startServer } from '../hosts/loopback-server.ts';

/** What dbt, or something before it, makes of the token it was sent. */
export type Echo = (token: string) => {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

export interface EchoingDbt {
  readonly origin: string;
  /** Answers with this from now on; null hands requests on to the server behind. */
  echo(form: Echo | null): void;
}

/** Stands before a server of dbt's APIs, and can be told to repeat the token it sees in its answers. */
export async function startEchoingDbt(behind: string): Promise<EchoingDbt> {
  let current: Echo | null = null;
  const { origin } = await startServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/', headers } = request;
    const authorization = headers.authorization ?? '';
    if (current !== null) {
      const answer = current(authorization.replace('Bearer ', ''));
      const type = { 'content-type': 'application/json' };
      response.writeHead(answer.status ?? 200, { ...type, ...answer.headers }).end(answer.body);
      return;
    }
    const answer = await fetch(`${behind}${url}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: Buffer.concat(chunks).toString() } : {}),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  return {
    origin,
    echo(form) {
      current = form;
    },
  };
}

const errorsOf = (message: string, extensions: unknown = {}) =>
  JSON.stringify({ data: null, errors: [{ message, extensions }] });

export const ECHOES: readonly (readonly [name: string, form: Echo])[] = [
  ['an error', (token) => ({ body: errorsOf(`Cannot serve ${token} now`) })],
  [
    'an error, escaped for an address',
    (token) => ({ body: errorsOf(`GET /?t=${encodeURIComponent(token)}`) }),
  ],
  [
    'an error, in base64',
    (token) => ({ body: errorsOf(`Header ${Buffer.from(token).toString('base64')} is odd`) }),
  ],
  [
    'an error, in base64 for addresses',
    (token) => ({ body: errorsOf(`Odd: ${Buffer.from(token).toString('base64url')}`) }),
  ],
  [
    'an error, with its scheme in base64',
    (token) => ({ body: errorsOf(Buffer.from(`Bearer ${token}`).toString('base64')) }),
  ],
  ['an error, cut by a line', (token) => ({ body: errorsOf(`Odd:\n${token}\n`) })],
  ['the code of an error', (token) => ({ body: errorsOf('Odd', { code: token }) })],
  [
    'the name of a field',
    (token) => ({ status: 400, body: errorsOf(`Cannot query field "${token}" on type "X".`) }),
  ],
  ['a word that is no field', (token) => ({ status: 400, body: errorsOf(`Unknown argument "${token}".`) })],
  [
    'the key of its data',
    (token) => ({ body: JSON.stringify({ data: { [token]: 7, environment: { applied: { [token]: 7 } } } }) }),
  ],
  ['its data', (token) => ({ body: JSON.stringify({ data: { environment: token } }) })],
  ['half a JSON', (token) => ({ body: `{"data":{"token":"${token}` })],
  ['a page', (token) => ({ headers: { 'content-type': 'text/html' }, body: `<html>${token}</html>` })],
  ['a failure', (token) => ({ status: 500, body: `Traceback: ${token}` })],
  [
    'a refusal',
    (token) => ({
      status: 401,
      body: JSON.stringify({ status: { user_message: `Invalid token ${token}` } }),
    }),
  ],
  ['a denial', (token) => ({ status: 403, body: errorsOf(`Forbidden for ${token}`) })],
  [
    'a redirect',
    (token) => ({
      status: 302,
      headers: { location: `https://login.example/?t=${encodeURIComponent(token)}` },
      body: token,
    }),
  ],
  [
    'a rate limit',
    (token) => ({ status: 429, headers: { 'retry-after': encodeURIComponent(token) }, body: token }),
  ],
  [
    'an unknown environment',
    (token) => ({ body: errorsOf(`There is no data available for this input ${token}`) }),
  ],
];
