import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { startStack } from '../support/start-stack.ts';

const ON = { connect: false, env: { CONSOLE: 'true' } };
const JWT = {
  AUTH_MODE: 'jwt',
  JWT_JWKS_URL: 'http://127.0.0.1:9/jwks',
  JWT_ISSUER: 'https://id.example/realms/a',
  JWT_AUDIENCE: 'dbt',
};
const SECRET = 'a-secret-of-the-gateway';

/** The files that the page names, by the ends of their names. */
async function assetsOf(url: string): Promise<Readonly<Record<'js' | 'css' | 'svg', string>>> {
  const html = await (await fetch(`${url}/console`)).text();
  const named = (ending: string) => new RegExp(`"(/console/[\\w-]+\\.${ending})"`).exec(html)?.[1] ?? '';
  return { js: named('js'), css: named('css'), svg: named('svg') };
}

/** The status of a request with a Host header that a browser would not let a script choose. */
function statusWithHost(url: string, path: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject).end();
  });
}

describe('The console', () => {
  test('is off unless it is asked for', async () => {
    await using stack = await startStack({ connect: false });
    for (const path of ['/', '/console', '/console/config.json', '/console/session.json']) {
      expect((await fetch(stack.url + path, { redirect: 'manual' })).status, path).toBe(404);
    }
  });

  test('answers every path of a page with the same page, which is asked for again each time', async () => {
    await using stack = await startStack(ON);
    const pages = ['/console', '/console/', '/console/table?schema=marts&name=a.b', '/console/no/such/page'];
    const answers = await Promise.all(pages.map((path) => fetch(stack.url + path)));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    for (const { status, headers } of answers) {
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-cache');
    }
    const etag = answers[0]?.headers.get('etag') ?? '';
    const again = await fetch(`${stack.url}/console`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('is where the root of the subgraph leads to', async () => {
    await using stack = await startStack(ON);
    const { status, headers } = await fetch(`${stack.url}/`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, '/console']);
  });

  test('names its files by their content, so that browsers keep them', async () => {
    await using stack = await startStack(ON);
    const assets = await assetsOf(stack.url);
    for (const [ending, type] of [
      ['js', 'text/javascript; charset=utf-8'],
      ['css', 'text/css; charset=utf-8'],
      ['svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await fetch(stack.url + assets[ending]);
      expect([status, headers.get('content-type')]).toEqual([200, type]);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
    const former = await fetch(`${stack.url}/console/console-AAAAAAAAAAAA.js`);
    expect(former.status).toBe(404);
    expect(await former.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('Load the page again') }],
    });
  });

  test('serves no file but its own', async () => {
    await using stack = await startStack(ON);
    for (const path of [
      '/console/..%2f..%2fpackage.json',
      '/console/../package.json',
      '/console/index.html',
    ]) {
      expect(await statusWithHost(stack.url, path, '127.0.0.1'), path).toBe(404);
    }
    expect((await fetch(`${stack.url}/consolex`)).status).toBe(404);
  });

  test('weighs at most 100 kB packed, in all', async () => {
    await using stack = await startStack(ON);
    const paths = ['/console', ...Object.values(await assetsOf(stack.url))];
    let bytes = 0;
    for (const path of paths) {
      const answer = await fetch(stack.url + path, { headers: { 'accept-encoding': 'identity' } });
      bytes += gzipSync(Buffer.from(await answer.arrayBuffer())).length;
    }
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(100_000);
  });

  test('sends its files packed to those who accept it', async () => {
    await using stack = await startStack(ON);
    const { js } = await assetsOf(stack.url);
    const lengthAs = async (encoding: string) => {
      const { headers } = await fetch(stack.url + js, { headers: { 'accept-encoding': encoding } });
      return [headers.get('content-encoding'), Number(headers.get('content-length')), headers.get('vary')];
    };
    const [, plain] = await lengthAs('identity');
    const [encoding, packed, vary] = await lengthAs('gzip');
    expect([encoding, vary]).toEqual(['gzip', 'accept-encoding']);
    expect(packed).toBeLessThan(Number(plain) / 2);
  });

  test('allows scripts, styles and requests of its own origin alone, and no frame around it', async () => {
    await using stack = await startStack(ON);
    for (const path of ['/console', '/console/config.json', '/console/session.json']) {
      const { headers } = await fetch(stack.url + path);
      expect(headers.get('content-security-policy'), path).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
  });

  test('holds nothing inline, which the policy would refuse', async () => {
    await using stack = await startStack(ON);
    const html = await (await fetch(`${stack.url}/console`)).text();
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script[^>]*>[^<]/);
  });

  test('may ask the identity provider besides', async () => {
    const env = {
      ...JWT,
      CONSOLE: 'true',
      CONSOLE_OIDC_ISSUER: 'https://id.example/realms/a',
      CONSOLE_OIDC_CLIENT_ID: 'page',
    };
    await using stack = await startStack({ connect: false, env });
    const { headers } = await fetch(`${stack.url}/console`);
    expect(headers.get('content-security-policy')).toContain("connect-src 'self' https://id.example;");
  });

  test('is read by GET and HEAD alone', async () => {
    await using stack = await startStack(ON);
    const { js } = await assetsOf(stack.url);
    for (const path of ['/console', '/console/config.json', '/console/session.json', js]) {
      const head = await fetch(stack.url + path, { method: 'HEAD' });
      expect([head.status, await head.text()], path).toEqual([200, '']);
      const post = await fetch(stack.url + path, { method: 'POST', body: 'x' });
      expect([post.status, post.headers.get('allow')], path).toEqual([405, 'GET, HEAD']);
    }
  });

  test('answers no page of another name in none mode', async () => {
    await using stack = await startStack(ON);
    for (const path of ['/', '/console', '/console/config.json', '/console/session.json']) {
      expect(await statusWithHost(stack.url, path, 'rebound.example'), path).toBe(401);
      expect(await statusWithHost(stack.url, path, 'localhost:1'), path).toBeLessThan(400);
    }
  });
});

describe('What the page is told before anybody has signed in', () => {
  const settingsWith = async (env: Readonly<Record<string, string>>) => {
    await using stack = await startStack({ connect: false, env: { CONSOLE: 'true', ...env } });
    const answer = await fetch(`${stack.url}/console/config.json`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return answer.json();
  };

  test('is the mode, and how a table is asked for', async () => {
    expect(await settingsWith({})).toEqual({
      version: packageFile.version,
      authMode: 'none',
      adminScope: null,
      signIn: null,
      gatewayHeaders: [],
      typePrefix: '',
      representation: {
        typeName: 'Table',
        dbtField: 'dbt',
        database: ['database'],
        schema: ['schema'],
        name: ['name'],
      },
    });
  });

  test('is where to sign in, in jwt mode', async () => {
    const env = {
      ...JWT,
      CONSOLE_OIDC_ISSUER: 'https://id.example/',
      CONSOLE_OIDC_CLIENT_ID: 'page',
      ADMIN_SCOPE: 'admin',
    };
    expect(await settingsWith(env)).toMatchObject({
      authMode: 'jwt',
      adminScope: 'admin',
      signIn: { issuer: 'https://id.example/', clientId: 'page', scope: 'openid admin', audience: null },
      gatewayHeaders: [],
    });
  });

  test('is which headers a proxy has to add, in gateway mode, and never their values', async () => {
    const settings = await settingsWith({ AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET });
    expect(settings).toMatchObject({
      authMode: 'gateway',
      adminScope: 'dbt:admin',
      signIn: null,
      gatewayHeaders: ['x-gateway-secret', 'x-tenant-id', 'x-user-id', 'x-user-scopes'],
    });
    expect(JSON.stringify(settings)).not.toContain(SECRET);
  });

  test('is that jwt mode behind a gateway asks for its secret, too', async () => {
    const settings = await settingsWith({ ...JWT, GATEWAY_SECRET: SECRET });
    expect(settings).toMatchObject({ gatewayHeaders: ['x-gateway-secret'] });
    expect(JSON.stringify(settings)).not.toContain(SECRET);
  });
});

describe('Whom the subgraph takes the caller for', () => {
  test('is everybody on this machine in none mode', async () => {
    await using stack = await startStack(ON);
    expect(await (await fetch(`${stack.url}/console/session.json`)).json()).toEqual({
      tenant: 'default',
      userId: null,
      isAdmin: true,
      adminRule: 'With AUTH_MODE=none every caller is an admin.',
    });
  });

  test('stands in the headers of the gateway', async () => {
    await using stack = await startStack({
      connect: false,
      env: { CONSOLE: 'true', AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET },
    });
    const headers = { 'x-gateway-secret': SECRET, 'x-tenant-id': 'acme', 'x-user-id': 'ada' };
    const answer = await fetch(`${stack.url}/console/session.json`, { headers });
    expect(await answer.json()).toMatchObject({ tenant: 'acme', userId: 'ada', isAdmin: false });
    const unknown = await fetch(`${stack.url}/console/session.json`);
    expect([unknown.status, await unknown.json()]).toEqual([
      401,
      {
        errors: [
          {
            message: 'This server answers calls of its gateway only (see x-gateway-secret).',
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      },
    ]);
  });
});
