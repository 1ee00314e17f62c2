import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import type { RouteHandler } from './http-server.ts';
import { send } from './send.ts';

/** Whether a person has opened an address in a browser: programs ask for JSON, or for nothing in particular. */
export function isOpenedByPerson(request: IncomingMessage): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && new Negotiator(request).mediaType(OFFERED) === 'text/html';
}

/** Of two that are liked equally well, the first is taken. */
const OFFERED = ['application/json', 'application/graphql-response+json', 'text/html'];

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  vary: 'accept',
};

/** Tells people who have come by a browser where to go; nothing in it depends on them. */
export function createLanding({ hasConsole }: { readonly hasConsole: boolean }): RouteHandler {
  const page = pageOf(
    hasConsole
      ? 'Admins connect dbt in <a href="console">the console</a>.'
      : 'It has a console for admins, which its operator turns on with <code>CONSOLE=true</code>.',
  );
  return (_request, response) => send(response, 200, HEADERS, page);
}

function pageOf(aboutConsole: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>dbt metadata subgraph</title>
<h1>dbt metadata subgraph</h1>
<p>This address is for a gateway: it composes this subgraph with the others of your graph, and asks it by POST at <code>/graphql</code>. To query tables and columns, open the gateway.</p>
<p>${aboutConsole}</p>
</html>
`;
}
