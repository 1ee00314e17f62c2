import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { request as undiciRequest } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Graph, startGraph } from '../admin/support.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { post } from '../support/ask.ts';
import { PATIENT } from '../support/patience.ts';
import { startIssuer } from './issuer.ts';
import { countBytesRead, nextRequest } from './sockets.ts';

const MEGABYTE = 1024 * 1024;
const GATEWAY = { AUTH_MODE: 'gateway', GATEWAY_SECRET: 'the-secret-of-the-gateway' };
const JSON_TYPE = { 'content-type': 'application/json' };
const SCHEMA = '{ _service { sdl } }';
const padded = (bytes: number, query = '{ __typename }') => JSON.stringify({ query, pad: 'x'.repeat(bytes) });
/** One read of a socket, at most: it comes with the headers. */
const ONE_READ_BYTES = 64 * 1024;
const REQUEST_EXECUTED = 'request answered';
const ERROR_LEVEL = '"level":"error"';

interface Seen {
  readonly status: number;
  readonly code: unknown;
}

const seen = (status: number, body: string): Seen => ({
  status,
  code: JSON.parse(body).errors[0].extensions.code,
});
const REFUSED: Seen = { status: 401, code: 'UNAUTHENTICATED' };

async function* pieces(count: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < count; sent += 1) yield Buffer.alloc(ONE_READ_BYTES, 'x');
}

/** Clients that a stranger may have; each sends two megabytes or more, and tells what it has seen of the answer. */
const CLIENTS: Readonly<Record<string, (url: string) => Promise<Seen>>> = {
  async 'fetch, in one piece'(url) {
    const response = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: padded(2 * MEGABYTE) });
    return seen(response.status, await response.text());
  },
  async 'undici, 20 MB of unknown length'(url) {
    const body = pieces(320) as unknown as Buffer;
    const response = await undiciRequest(url, { method: 'POST', headers: JSON_TYPE, body });
    return seen(response.statusCode, await response.body.text());
  },
  async 'node:http'(url) {
    const sent = request(url, { method: 'POST', headers: JSON_TYPE });
    sent.end(padded(2 * MEGABYTE));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return seen(response.statusCode ?? 0, await text(response));
  },
};

const runFile = promisify(execFile);

async function curl(url: string, ...options: string[]): Promise<Seen & { readonly sentBytes: number }> {
  using folder = temporaryFolder();
  const file = `${folder.path}/body.json`;
  writeFileSync(file, padded(2 * MEGABYTE));
  const { stdout } = await runFile('curl', [
    ...['--silent', '--noproxy', '*', '--header', 'content-type: application/json', ...options],
    ...['--data-binary', `@${file}`, '--write-out', '\n%{http_code} %{size_upload}', url],
  ]);
  const [body = '', figures = ''] = stdout.split('\n');
  const [status, sentBytes] = figures.split(' ').map(Number);
  return { ...seen(status ?? 0, body), sentBytes: sentBytes ?? 0 };
}

const hasCurl = await runFile('curl', ['--version']).then(
  () => true,
  () => false,
);

describe('two megabytes past the gateway', () => {
  it.each(Object.keys(CLIENTS))('%s sees the 401, and its body is not read', async (name) => {
    const graph = await startGraph(GATEWAY);
    const bytesRead = countBytesRead();
    expect(await CLIENTS[name]?.(`${graph.url}/graphql`)).toEqual(REFUSED);
    expect(bytesRead()).toBeLessThanOrEqual(ONE_READ_BYTES);
    expect(graph.log.text).not.toContain(REQUEST_EXECUTED);
    expect((await fetch(`${graph.url}/health/live`)).status).toBe(200);
  });

  it('curl sees the 401, whether it asks before sending or not', async ({ skip }) => {
    if (!hasCurl) return skip('curl is not installed');
    const graph = await startGraph(GATEWAY);
    const url = `${graph.url}/graphql`;
    expect(await curl(url, '--header', 'expect: 100-continue', '--expect100-timeout', '60')).toEqual({
      ...REFUSED,
      sentBytes: 0,
    });
    for (const options of [
      ['--header', 'expect:'],
      ['--http1.0'],
      ['--header', 'transfer-encoding: chunked'],
    ]) {
      const bytesRead = countBytesRead();
      expect(await curl(url, ...options), options.join(' ')).toMatchObject(REFUSED);
      expect(bytesRead(), options.join(' ')).toBeLessThanOrEqual(ONE_READ_BYTES);
    }
  });

  it('the connection stays open for a second, in which a client that is sending can read the answer', async () => {
    const graph = await startGraph(GATEWAY);
    const { hostname, port } = new URL(graph.url);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const socket = connect(Number(port), hostname);
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 9000000\r\n\r\n`;
    socket.write(head + 'x'.repeat(4 * ONE_READ_BYTES));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 [\s\S]*UNAUTHENTICATED/);
    const ended = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    vi.advanceTimersByTime(900);
    // What a connection that was closed by now has to tell comes within these turns of the loop.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(200);
    await ended;
  });

  it('a client that asks before it sends is refused without being asked for the body', async () => {
    const graph = await startGraph(GATEWAY);
    const headers = { ...JSON_TYPE, expect: '100-continue', 'content-length': String(2 * MEGABYTE) };
    const sent = request(`${graph.url}/graphql`, { method: 'POST', headers });
    let wasAskedFor = false;
    sent.on('continue', () => {
      wasAskedFor = true;
    });
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect([response.statusCode, response.headers.connection, wasAskedFor]).toEqual([401, 'close', false]);
    sent.destroy();
  });

  it('a caller of the gateway that asks first is asked for its body, and answered', async () => {
    const graph = await startGraph(GATEWAY);
    const headers = { ...JSON_TYPE, expect: '100-continue', 'x-gateway-secret': GATEWAY.GATEWAY_SECRET };
    const sent = request(`${graph.url}/graphql`, { method: 'POST', headers });
    sent.on('continue', () => sent.end(padded(10)));
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(response))).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('a stranger in jwt mode', () => {
  const NO_TOKEN = {
    status: 401,
    body: {
      errors: [
        {
          message: 'A bearer token is required in the authorization header.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    },
  };

  async function start(): Promise<Graph> {
    return startGraph((await startIssuer()).env);
  }

  it('gets the schema by a body of eight kilobytes, and nothing by a larger one', async () => {
    const graph = await start();
    const url = `${graph.url}/graphql`;
    const fitting = padded(8192 - padded(0, SCHEMA).length, SCHEMA);
    expect((await post(url, fitting)).body.data._service.sdl).toContain('type Table');
    graph.log.clear();
    expect(await post(url, `${fitting} `)).toMatchObject(NO_TOKEN);
    expect(graph.log.text).not.toContain(REQUEST_EXECUTED);
  });

  it.each(Object.keys(CLIENTS))('%s: two megabytes are refused for what is missing', async (name) => {
    const graph = await start();
    expect(await CLIENTS[name]?.(`${graph.url}/graphql`)).toEqual(REFUSED);
    expect(graph.log.text).not.toContain(REQUEST_EXECUTED);
  });

  it('two announced megabytes are not read at all', async () => {
    const graph = await start();
    const bytesRead = countBytesRead();
    expect(await post(`${graph.url}/graphql`, padded(2 * MEGABYTE))).toMatchObject(NO_TOKEN);
    expect(bytesRead()).toBeLessThanOrEqual(ONE_READ_BYTES);
  });

  it('a small body that unpacks to more than eight kilobytes is refused the same', async () => {
    const graph = await start();
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: gzipSync(padded(MEGABYTE, SCHEMA)),
    });
    expect({ status: response.status, body: await response.json() }).toEqual(NO_TOKEN);
  });
});

describe('the log', () => {
  const MAX_LOG_BYTES = 2000;

  it('of a stranger with an operation name of 1.5 MB stays small', async () => {
    const graph = await startGraph(GATEWAY);
    const query = `mutation ${'A'.repeat(1.5 * MEGABYTE)} { refreshDbtMetadata { integration { id } } }`;
    graph.log.clear();
    expect((await graph.ask(query, {}, { 'x-request-id': 'R'.repeat(101) })).status).toBe(401);
    expect(graph.log.text.length).toBeLessThan(MAX_LOG_BYTES);
    expect(graph.log.text).not.toMatch(/AAAA|RRRR/);
  });

  it('of a caller without a token holds a hundred characters of the name, at debug', async () => {
    const issuer = await startIssuer();
    const graph = await startGraph(issuer.env);
    const query = `mutation ${'A'.repeat(6000)} { refreshDbtMetadata { integration { id } } }`;
    graph.log.clear();
    expect((await graph.ask(query)).status).toBe(401);
    expect(graph.log.text.length).toBeLessThan(MAX_LOG_BYTES);
    const lines = graph.log.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 'info', msg: 'callers were refused', count: 1 },
      { level: 'debug', operation: 'A'.repeat(100), errors: ['UNAUTHENTICATED'] },
    ]);
  });

  it('of a caller with a token cuts the name, too', async () => {
    const issuer = await startIssuer();
    const graph = await startGraph(issuer.env);
    const query = `mutation ${'A'.repeat(1.5 * MEGABYTE)} { refreshDbtMetadata { integration { id } } }`;
    graph.log.clear();
    const { body } = await graph.ask(query, {}, await issuer.bearer({ scope: 'dbt:admin' }));
    expect(body.data.refreshDbtMetadata.integration).toBeNull();
    expect(graph.log.text.length).toBeLessThan(MAX_LOG_BYTES);
  });

  it.each([
    ['in the middle of its body', 'content-length: 1000'],
    ['in the middle of a piece of its body', 'transfer-encoding: chunked'],
  ])('says at debug that a client went away %s, and nothing at error', async (_when, header) => {
    const graph = await startGraph();
    const { hostname, port } = new URL(graph.url);
    for (let upload = 0; upload < 20; upload += 1) {
      const socket = connect(Number(port), hostname);
      onTestFinished(() => {
        socket.destroy();
      });
      await once(socket, 'connect');
      const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n${header}\r\n\r\n`;
      const begun = nextRequest();
      socket.write(`${head}3e8\r\n{"query":`);
      await begun;
      socket.resetAndDestroy();
    }
    const gone = () => graph.log.text.split('the client went away before its answer was sent').length - 1;
    await vi.waitFor(() => expect(gone()).toBe(20), PATIENT);
    expect(graph.log.text).not.toContain(ERROR_LEVEL);
    expect(graph.log.text).not.toContain(REQUEST_EXECUTED);
  });
});
