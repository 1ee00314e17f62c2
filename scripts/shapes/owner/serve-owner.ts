import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { parse } from 'graphql';
import type { Relation } from './relations.ts';
import { buildOwnerSchema, type EntityTypes } from './resolvers.ts';

/** An owner's subgraph on a free port of the loopback interface. */
export async function serveOwner(
  sdl: string,
  relations: readonly Relation[],
  entities: EntityTypes,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = new ApolloServer({
    schema: buildOwnerSchema(parse(sdl), relations, entities),
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  return { url: `${url.replace(/\/$/, '')}/graphql`, stop: () => server.stop() };
}
