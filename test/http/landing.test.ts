import { expect, test } from 'vitest';
import { startGraph } from '../admin/support.ts';
import { startIssuer } from '../security/issuer.ts';

/** What browsers send for an address that was typed. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8' };

async function open(address: string, headers: Readonly<Record<string, string>> = BROWSER) {
  const response = await fetch(address, { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test.each(['/', '/graphql'])('%s in a browser says what is here and where to go', async (path) => {
  const issuer = await startIssuer();
  const graph = await startGraph(issuer.env);
  const { status, headers, text } = await open(graph.url + path);
  expect({ status, type: headers.get('content-type'), kept: headers.get('cache-control') }).toEqual({
    ...{ status: 200, type: 'text/html; charset=utf-8', kept: 'no-store' },
  });
  expect(text).toContain('To query tables and columns, open the gateway.');
  expect(text).toContain('which its operator turns on with <code>CONSOLE=true</code>');
});

test('the console is linked where it is served, and / leads there', async () => {
  const graph = await startGraph({ CONSOLE: 'true' });
  expect((await open(`${graph.url}/graphql`)).text).toContain('<a href="console">the console</a>');
  const root = await open(`${graph.url}/`);
  expect([root.status, root.headers.get('location')]).toEqual([302, '/console']);
});

test('programs are answered as before', async () => {
  const graph = await startGraph();
  for (const accept of ['*/*', 'application/json', 'application/graphql-response+json, text/html;q=0.5']) {
    const root = await open(`${graph.url}/`, { accept });
    expect([root.status, root.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
    expect((await open(`${graph.url}/graphql`, { accept })).status).toBe(400);
  }
  const headers = { ...BROWSER, 'apollo-require-preflight': 'yes' };
  const query = await open(`${graph.url}/graphql?query=${encodeURIComponent('{ __typename }')}`, headers);
  expect(query.text).not.toContain('<html');
  const posted = await fetch(`${graph.url}/`, { method: 'POST', headers: BROWSER });
  expect(posted.status).toBe(404);
  expect((await open(`${graph.url}/elsewhere`)).status).toBe(404);
});

test('behind a gateway secret a browser learns of the secret alone', async () => {
  const graph = await startGraph({ AUTH_MODE: 'gateway', GATEWAY_SECRET: 'the-secret-of-the-gateway' });
  const { status, text } = await open(`${graph.url}/graphql`);
  expect([status, JSON.parse(text).errors[0].message]).toEqual([
    401,
    'This server answers calls of its gateway only (see x-gateway-secret).',
  ]);
});
