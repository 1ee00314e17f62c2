import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ApolloServer, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { expect, type RunnerTask, test } from 'vitest';
import { createApolloGraph } from '../../src/http/apollo-graph.ts';
import { createGraphqlHandler } from '../../src/http/graphql-handler.ts';
import { createHttpServer, type RouteHandler } from '../../src/http/http-server.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const LOG = { debug() {}, info() {}, warn() {}, error() {} };

interface SuiteOptions {
  readonly context?: () => Promise<object>;
}

async function createServer(config: ApolloServerOptions<BaseContext>, options?: SuiteOptions) {
  let handle: RouteHandler | null = null;
  const httpServer = createHttpServer({ route: () => handle, log: LOG, keepAliveMs: 75_000 });
  const server = new ApolloServer({
    ...config,
    plugins: [...(config.plugins ?? []), ApolloServerPluginDrainHttpServer({ httpServer })],
  });
  await server.start();
  handle = createGraphqlHandler({
    graph: createApolloGraph({ server, contextOf: async () => (await options?.context?.()) ?? {} }),
    identify: async () => ({ tenant: 'default', userId: null, isAdmin: true }),
    maxBodyBytes: MAX_BODY_BYTES,
  });
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/` };
}

const MIN_TESTS = 240;

// Apollo's own tests of what stands between HTTP and its server, run against this project's handler. The suite brings
// its own copy of the server's types, which TypeScript takes for others.
// graphql 16 has no @defer: a Graph's answer is always complete.
defineIntegrationTestSuite(createServer as unknown as Parameters<typeof defineIntegrationTestSuite>[0], {
  noIncrementalDelivery: true,
});

test("Apollo's integration suite is run whole", ({ task }) => {
  expect(countRun(task.file.tasks)).toBeGreaterThanOrEqual(MIN_TESTS);
});

function countRun(tasks: readonly RunnerTask[]): number {
  return tasks.reduce(
    (count, task) => count + (task.type === 'suite' ? countRun(task.tasks) : Number(task.mode === 'run')),
    0,
  );
}
