import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { createKeyValueCache } from '../../src/cache/key-value-cache.ts';
import { createMemory } from '../../src/cache/memory.ts';
import type { RequestContext } from '../../src/context.ts';
import { createApolloGraph } from '../../src/http/apollo-graph.ts';
import { createGraphServer } from '../../src/http/apollo-server.ts';
import { createGraphqlHandler } from '../../src/http/graphql-handler.ts';
import { createHttpServer, type RouteHandler } from '../../src/http/http-server.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { ask } from '../support/ask.ts';
import { createLines } from '../support/lines.ts';

const VIEWER = { tenant: 'default', userId: null, isAdmin: true };
const MASKED = 'Something went wrong inside the dbt subgraph. Its log has the cause under the request id.';
const SCHEMA =
  'enum Colour { RED } type Query { required: String! colour: Colour number: Int broken: String }';

/** A graph whose resolvers are at fault, behind the product's own handler, filter and log. */
async function startFaulty(options: { readonly failsToStart?: boolean } = {}) {
  const schema = buildSchema(SCHEMA);
  const faults: Readonly<Record<string, () => unknown>> = {
    required: () => null,
    colour: () => 'GREEN',
    number: () => 'many',
    broken: () => {
      throw new TypeError('the cause of it');
    },
  };
  for (const [name, resolve] of Object.entries(faults)) {
    const field = schema.getQueryType()?.getFields()[name];
    if (field !== undefined) field.resolve = resolve;
  }
  const lines = createLines();
  const log = createLogger({ level: 'debug', destination: lines });
  let handle: RouteHandler | null = null;
  const httpServer = createHttpServer({ route: () => handle, log, keepAliveMs: 5000 });
  const server = createGraphServer({
    schema,
    persisted: createKeyValueCache(createMemory(1_000_000), 'persisted/', ({ length }: string) => length),
    httpServer,
    introspection: false,
    log,
    onRefusedCaller: () => undefined,
    now: Date.now,
  });
  await server.start();
  onTestFinished(() => server.stop());
  handle = createGraphqlHandler({
    graph: createApolloGraph({
      server,
      contextOf(caller, requestId) {
        if (options.failsToStart) throw new RangeError('no context');
        return { caller, requestId } as RequestContext;
      },
    }),
    identify: async () => VIEWER,
    maxBodyBytes: 100_000,
  });
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, lines };
}

test.each([
  ['required', 'Cannot return null for non-nullable field Query.required.'],
  ['colour', 'Enum "Colour" cannot represent value: "GREEN"'],
  ['number', 'Int cannot represent non-integer value: "many"'],
  ['broken', 'the cause of it'],
])('what is masked for the caller is logged whole, under the request id: %s', async (field, cause) => {
  const { url, lines } = await startFaulty();
  const name = 'N'.repeat(150);
  const { body } = await ask(url, `query ${name} { ${field} }`, {}, { 'x-request-id': 'request-1' });
  expect(body.errors).toMatchObject([{ message: MASKED, extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect(JSON.stringify(body)).not.toContain(cause);
  const errors = lines.text.split('\n').filter((line) => line.includes('"level":"error"'));
  expect(errors.map((line) => JSON.parse(line))).toMatchObject([
    {
      requestId: 'request-1',
      operation: 'N'.repeat(100),
      err: { message: cause, stack: expect.stringContaining(' at ') },
      msg: 'a defect reached the caller',
    },
  ]);
});

test('a request that fails before it begins is masked and logged', async () => {
  const { url, lines } = await startFaulty({ failsToStart: true });
  const { status, body, text } = await ask(url, '{ broken }');
  expect(status).toBe(500);
  expect(body.errors).toMatchObject([{ message: MASKED }]);
  expect(text).not.toContain('no context');
  expect(lines.text).toContain('no context');
});

test.each(['{ broken', '{ unknown }', 'query A { broken } query B { broken }'])(
  "what is told to the caller is the caller's own fault, and no error line: %s",
  async (query) => {
    const { url, lines } = await startFaulty();
    const { status, body } = await ask(url, query);
    expect(status).toBe(400);
    expect(body.errors[0].message).not.toBe(MASKED);
    expect(lines.text).not.toContain('"level":"error"');
  },
);
