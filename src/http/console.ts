import type { ConsoleConfig } from '../config.ts';
import { describeAdminRule } from '../identity/admin-rule.ts';
import type { AuthConfig } from '../identity/auth-config.ts';
import { createHostGate } from '../identity/host-gate.ts';
import type { Identify } from '../identity/identify.ts';
import { isAnonymous } from '../identity/viewer.ts';
import { encodeAnswer } from './answer-encoding.ts';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';
import { consoleSettings, type EntityShape } from './console-settings.ts';
import { HttpRefusal, unauthenticated } from './http-refusal.ts';
import type { RouteHandler, Router } from './http-server.ts';
import { readOnly } from './read-only.ts';
import { send, sendJson } from './send.ts';

export interface ConsoleOptions {
  readonly config: ConsoleConfig;
  readonly files: ConsoleFiles;
  readonly auth: AuthConfig;
  readonly identify: Identify;
  readonly typePrefix: string;
  readonly representation: EntityShape | null;
}

const BASE = '/console';
const A_YEAR = 'public, max-age=31536000, immutable';

/**
 * The console at `/console`: its page for every path of a page, its files, what it has to know before anybody has signed in, and whom the
 * subgraph takes the caller for. `/` leads there. Null for all other paths.
 */
export function createConsole({ config, files, auth, identify, ...shape }: ConsoleOptions): Router {
  const headers = securityHeaders(config);
  const isOwnHost = createHostGate(auth);
  const settings = consoleSettings({ config, auth, version: files.version, ...shape });
  const adminRule = describeAdminRule(auth);

  const guarded = (handler: RouteHandler): RouteHandler =>
    readOnly((request, response) => {
      const refused = isOwnHost(request);
      if (refused !== null) throw unauthenticated(refused);
      return handler(request, response);
    });

  const page = guarded(async (request, response) => {
    const { etag } = files.index;
    const fresh = { ...headers, 'cache-control': 'no-cache', etag };
    if (request.headers['if-none-match'] === etag) return send(response, 304, fresh, '');
    return sendFile(response, files.index, fresh);
  });
  const known = new Map<string, RouteHandler>([
    [
      '/',
      guarded((_request, response) =>
        send(response, 302, { location: BASE, 'cache-control': 'no-store' }, ''),
      ),
    ],
    [`${BASE}/config.json`, guarded((_request, response) => sendJson(response, 200, settings, headers))],
    [
      `${BASE}/session.json`,
      guarded(async (request, response) => {
        const caller = await identify(request);
        if (isAnonymous(caller)) throw unauthenticated(caller);
        const { tenant, userId, isAdmin } = caller;
        sendJson(response, 200, { tenant, userId, isAdmin, adminRule }, headers);
      }),
    ],
  ]);
  for (const [name, file] of files.assets) {
    known.set(
      `${BASE}/${name}`,
      guarded((_request, response) => sendFile(response, file, { ...headers, 'cache-control': A_YEAR })),
    );
  }

  return (path) => {
    const handler = known.get(path);
    if (handler !== undefined) return handler;
    if (path !== BASE && !path.startsWith(`${BASE}/`)) return null;
    return isFileName(path) ? gone : page;
  };
}

/** Paths of pages have no dot in their last part. */
function isFileName(path: string): boolean {
  return path.slice(path.lastIndexOf('/')).includes('.');
}

/** A page that was loaded before an update asks for files of the version before. */
const gone: RouteHandler = () => {
  throw new HttpRefusal(
    404,
    'The console has no such file. Load the page again: it may be of an older version.',
  );
};

async function sendFile(
  response: Parameters<RouteHandler>[1],
  { bytes, contentType }: ConsoleFile,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const encoded = await encodeAnswer(response.req.headers['accept-encoding'], [bytes]);
  send(
    response,
    200,
    {
      ...headers,
      'content-type': contentType,
      vary: 'accept-encoding',
      ...(encoded === null ? {} : { 'content-encoding': encoded.encoding }),
    },
    [encoded?.bytes ?? bytes],
  );
}

/** Nothing is loaded from elsewhere, nothing runs inline, nobody frames the page; only the identity provider may be asked besides the subgraph. */
function securityHeaders({ signIn }: ConsoleConfig): Readonly<Record<string, string>> {
  const provider = signIn === null ? '' : ` ${new URL(signIn.issuer).origin}`;
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self'${provider}`,
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}
