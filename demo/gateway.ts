import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createApolloGraph } from '../src/http/apollo-graph.ts';
import { createGraphqlHandler } from '../src/http/graphql-handler.ts';

export interface GatewayOptions {
  readonly port: number;
  /** Address to listen on; loopback unless given. */
  readonly host?: string;
  readonly subgraphs: readonly GatewaySubgraph[];
  /** What the explorer shows first. */
  readonly defaultQuery: string;
}

interface GatewaySubgraph {
  readonly name: string;
  readonly url: string;
  /** Sent with every request to this subgraph: who is calling, as the gateway vouches for it. */
  readonly headers?: Readonly<Record<string, string>>;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** A federated gateway over the subgraphs, with an explorer that needs nothing from the internet. */
export async function startGateway(
  options: GatewayOptions,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { host = '127.0.0.1', subgraphs } = options;
  const headersOf = (name: string | undefined) =>
    subgraphs.find((subgraph) => subgraph.name === name)?.headers ?? {};
  const gateway = new ApolloGateway({
    supergraphSdl: new IntrospectAndCompose({
      subgraphs: subgraphs.map(({ name, url }) => ({ name, url })),
      introspectionHeaders: ({ name }) => ({ ...headersOf(name) }),
    }),
    buildService: ({ name, url }) =>
      new RemoteGraphQLDataSource({
        ...(url === undefined ? {} : { url }),
        willSendRequest({ request }) {
          for (const [header, value] of Object.entries(headersOf(name)))
            request.http?.headers.set(header, value);
        },
      }),
    logger: QUIET,
  });
  const explorer = renderGraphiQL({
    title: 'dbt in the catalogue',
    endpoint: '/graphql',
    defaultQuery: options.defaultQuery,
  });
  const httpServer = createServer();
  const server = new ApolloServer({
    gateway,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: QUIET,
    plugins: [ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: 1000 })],
  });
  await server.start();
  const handle = createGraphqlHandler({
    graph: createApolloGraph({ server, contextOf: () => ({}) }),
    // The subgraphs know their callers by the headers above.
    identify: async () => ({ tenant: 'default', userId: null, isAdmin: false }),
    maxBodyBytes: MAX_BODY_BYTES,
  });
  httpServer.on('request', (request, response) => {
    if (request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(explorer);
      return;
    }
    handle(request, response).catch((error: unknown) => {
      response.writeHead(400).end(error instanceof Error ? error.message : 'The request failed.');
    });
  });
  httpServer.listen(options.port, host);
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo;
  return { url: `http://${host}:${port}/graphql`, stop: () => server.stop() };
}

/** Composition problems throw; what is left to log is of no use in a demo. */
const QUIET = { debug() {}, info() {}, warn() {}, error: console.error };
