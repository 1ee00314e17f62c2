import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
} from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Parsed } from '../support/ask.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

const MAX_BODY_BYTES = 100_000;
const QUERY = JSON.stringify({ query: '{ __typename }' });
const ANSWER = { status: 200, body: { data: { __typename: 'Query' } } };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    connect: false,
    env: { LIMIT_BODY_BYTES: String(MAX_BODY_BYTES), LOG_LEVEL: 'debug' },
  });
});
afterAll(() => stack.stop());

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Parsed;
}

/** Sends exactly these headers and bytes. */
async function send(body: string | Uint8Array, headers: Readonly<Record<string, string>>): Promise<Answered> {
  const sent = request(`${stack.url}/graphql`, { method: 'POST', headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  // This client goes on sending whatever the answer is, until its connection is closed.
  sent.on('error', () => {});
  const answer = await text(response);
  sent.destroy();
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(answer) };
}

const sendJson = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  send(body, { 'content-type': 'application/json', ...headers });

const sendEncoded = (encoding: string, body: Uint8Array) => sendJson(body, { 'content-encoding': encoding });

function expectRefused({ status, body }: Answered, expected: number, message: RegExp): void {
  expect(body).toEqual({
    errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_REQUEST' } }],
  });
  expect(status).toBe(expected);
  expect(stack.log.text).not.toContain('"level":"error"');
}

const PACKERS = { gzip: gzipSync, 'X-Gzip': gzipSync, deflate: deflateSync, BR: brotliCompressSync } as const;
type Encoding = keyof typeof PACKERS;
const encodings = Object.keys(PACKERS) as Encoding[];

describe('an encoded body', () => {
  test.each(encodings)('is unpacked: %s', async (encoding) => {
    expect(await sendEncoded(encoding, PACKERS[encoding](QUERY))).toMatchObject(ANSWER);
  });

  test('may be said to be plain', async () => {
    expect(await sendEncoded('identity', Buffer.from(QUERY))).toMatchObject(ANSWER);
    expect(await sendEncoded('identity, gzip', gzipSync(QUERY))).toMatchObject(ANSWER);
  });

  test.each(encodings)('is bounded by its unpacked size: %s', async (encoding) => {
    const bytesOf = (size: number) => QUERY.replace('}', ` ${' '.repeat(size - QUERY.length - 1)}}`);
    const fitting = bytesOf(MAX_BODY_BYTES);
    expect(fitting).toHaveLength(MAX_BODY_BYTES);
    expect(await sendEncoded(encoding, PACKERS[encoding](fitting))).toMatchObject(ANSWER);
    const answer = await sendEncoded(encoding, PACKERS[encoding](`${fitting} `));
    expectRefused(answer, 413, /^The request body is larger than 100000 bytes\. Ask for less at a time\.$/);
  });

  const ZEROS = Buffer.alloc(300 * 1024 * 1024);
  test.each([
    ['gzip', () => gzipSync(ZEROS, { level: 1 }).subarray(0, 90_000)],
    ['br', () => brotliCompressSync(ZEROS, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ] as const)('that is a bomb is refused: %s', async (encoding, pack) => {
    const packed = pack();
    expect(packed.length).toBeLessThan(MAX_BODY_BYTES);
    expectRefused(await sendEncoded(encoding, packed), 413, /larger than 100000 bytes/);
  });

  test.each([
    ['gzip, gzip', gzipSync(gzipSync(QUERY))],
    ['br, gzip', gzipSync(brotliCompressSync(QUERY))],
    ['zstd', Buffer.from(QUERY)],
    ['compress', Buffer.from(QUERY)],
    ['constructor', Buffer.from(QUERY)],
    ['*', Buffer.from(QUERY)],
  ])('is refused with what may be sent instead: %s', async (encoding, body) => {
    const answer = await sendEncoded(encoding, body);
    expectRefused(answer, 415, /with gzip, deflate or br/);
    expect(answer.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  const cutOff = (packed: Buffer) => packed.subarray(0, -3);
  const withGarbage = (packed: Buffer) => Buffer.concat([packed, Buffer.from('garbage')]);
  test.each([
    ['gzip', 'cut off', cutOff(gzipSync(QUERY))],
    ['deflate', 'cut off', cutOff(deflateSync(QUERY))],
    ['br', 'cut off', cutOff(brotliCompressSync(QUERY))],
    ['gzip', 'followed by something else', withGarbage(gzipSync(QUERY))],
    ['deflate', 'followed by something else', withGarbage(deflateSync(QUERY))],
    ['br', 'followed by something else', withGarbage(brotliCompressSync(QUERY))],
    ['gzip', 'followed by zeros', Buffer.concat([gzipSync(QUERY), Buffer.alloc(100)])],
    ['gzip', 'plain', Buffer.from(QUERY)],
    ['br', 'of another encoding', gzipSync(QUERY)],
    ['deflate', 'without its frame', deflateRawSync(QUERY)],
  ])('is refused when it is not what its header says: %s, %s', async (encoding, _how, body) => {
    expectRefused(await sendEncoded(encoding, body), 400, /is not what its content-encoding says/);
  });
});

describe('a media type', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json ; Charset="UTF-8"',
    'application/json; charset=utf8',
    'application/json; odata=verbose; charset="utf-8"',
    'application/json;',
  ])('is compared as RFC 9110 says: %s', async (type) => {
    expect(await send(QUERY, { 'content-type': type })).toMatchObject(ANSWER);
  });

  test.each([
    'application/jsonp',
    'application/json-patch+json',
    'application/graphql',
    'application/graphql-response+json',
    'text/json',
    'application/xml',
    'json',
    '*/*',
    'application/json, text/plain',
  ])('other than JSON is refused: %s', async (type) => {
    const answer = await send(QUERY, { 'content-type': type });
    expectRefused(answer, 415, /with the header `content-type: application\/json`/);
    expect(answer.headers.accept).toBe('application/json');
  });

  test('that is missing is refused', async () => {
    expectRefused(await send(QUERY, {}), 415, /with the header `content-type: application\/json`/);
  });

  test.each(['iso-8859-1', '"UTF-16"', 'us-ascii', 'utf-8x'])(
    'with another charset than UTF-8 is refused: %s',
    async (charset) => {
      const type = `application/json; charset=${charset}`;
      expectRefused(await send(QUERY, { 'content-type': type }), 415, /Encode the JSON as UTF-8/);
    },
  );

  test.each([
    'text/plain',
    'Text/Plain; charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
  ])('that a form can send is refused as a forgery, and without a word of it: %s', async (type) => {
    expectRefused(await send(QUERY, { 'content-type': type }), 400, /Cross-Site Request Forgery/);
    const asked = await send(QUERY, { 'content-type': type, 'apollo-require-preflight': 'yes' });
    expectRefused(asked, 400, /invalid Content-Type/);
  });
});

describe('a body of JSON is refused', () => {
  const invalidUtf8 = Buffer.from(QUERY.replace('__typename', '\u00e9'), 'latin1');
  test.each([
    ['when it is empty', '', /^The request body is empty\. Send a JSON object with a `query`\.$/],
    [
      'when it is no UTF-8',
      invalidUtf8,
      /^The request body is not valid UTF-8\. Encode the JSON as UTF-8\.$/,
    ],
    ['when it is no JSON', '{"query":', /^Invalid JSON in the request body\.$/],
    ['when it is text', '"{ __typename }"', /is JSON, but no object/],
    ['when it is a number', '1', /is JSON, but no object/],
    ['when it is null', 'null', /is JSON, but no object/],
    ['when it is empty of keys', '{}', /has no keys/],
    ['when it is a batch', `[${QUERY}]`, /^Operation batching disabled\.$/],
    ['when it asks nothing', '{"query":""}', /non-empty `query`/],
  ])('%s', async (_when, body, message) => {
    expectRefused(await sendJson(body), 400, message);
  });

  test('when it is empty and encoded', async () => {
    expectRefused(await sendEncoded('gzip', Buffer.alloc(0)), 400, /is empty/);
    expectRefused(await sendEncoded('gzip', gzipSync('')), 400, /is empty/);
  });
});

describe('a larger body', () => {
  test.each([
    ['announced', true],
    ['of unknown length', false],
  ])('is refused in a way that its sender sees: %s', async (_how, isAnnounced) => {
    const body = Buffer.alloc(20 * 1024 * 1024, 'x');
    const headers = isAnnounced ? { 'content-length': String(body.length) } : {};
    const answer = await sendJson(body, {
      ...headers,
      ...(isAnnounced ? {} : { 'transfer-encoding': 'chunked' }),
    });
    expectRefused(answer, 413, /larger than 100000 bytes/);
    expect(answer.headers.connection).toBe('close');
  });
});

describe('an answer', () => {
  const SDL = JSON.stringify({ query: '{ _service { sdl } }' });
  const UNPACKERS = { gzip: gunzipSync, br: brotliDecompressSync } as const;

  async function ask(url: string, body: string, headers: Readonly<Record<string, string>>) {
    const sent = request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return { headers: response.headers, bytes: Buffer.concat(chunks) };
  }

  test('is plain unless the operator turns compression on', async () => {
    const { headers, bytes } = await ask(stack.url, SDL, { 'accept-encoding': 'gzip' });
    expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined]);
    expect(JSON.parse(bytes.toString()).data._service.sdl).toContain('type Table');
  });

  test('is compressed as its client likes it best', async () => {
    await using compressing = await startStack({ connect: false, env: { COMPRESS_ANSWERS: 'true' } });
    const plain = await ask(compressing.url, SDL, {});
    expect([plain.headers['content-encoding'], plain.headers.vary]).toEqual([undefined, 'accept-encoding']);
    for (const [accepted, encoding] of [
      ['gzip', 'gzip'],
      ['gzip;q=0.2, br;q=0.8', 'br'],
      ['br;q=0, *', 'gzip'],
      ['GZIP', 'gzip'],
    ] as const) {
      const { headers, bytes } = await ask(compressing.url, SDL, { 'accept-encoding': accepted });
      expect(headers).toMatchObject({
        'content-encoding': encoding,
        vary: 'accept-encoding',
        'content-length': String(bytes.length),
      });
      expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect(UNPACKERS[encoding](bytes)).toEqual(plain.bytes);
    }
    for (const accepted of ['identity', 'gzip;q=0', 'zstd', 'identity, gzip;q=0.5', '']) {
      const { headers, bytes } = await ask(compressing.url, SDL, { 'accept-encoding': accepted });
      expect([headers['content-encoding'], headers.vary]).toEqual([undefined, 'accept-encoding']);
      expect(bytes).toEqual(plain.bytes);
    }
    const small = await ask(compressing.url, QUERY, { 'accept-encoding': 'gzip' });
    expect([small.headers['content-encoding'], small.headers.vary]).toEqual([undefined, 'accept-encoding']);
    expect(small.bytes.toString()).toBe('{"data":{"__typename":"Query"}}\n');
  });
});
