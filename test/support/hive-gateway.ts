import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import httpTransport from '@graphql-mesh/transport-http';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { ask } from './ask.ts';

/**
 * Hive Gateway over subgraphs that run, composed from the SDL that each of them serves. Its runtime is what `hive-gateway` starts, without the
 * command line around it. Throws when the subgraphs do not compose.
 */
export async function startHiveGateway(
  subgraphs: readonly { readonly name: string; readonly url: string }[],
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const services = await Promise.all(
    subgraphs.map(async ({ name, url }) => {
      const { body } = await ask(url, '{ _service { sdl } }');
      return { name, url, typeDefs: parse(body.data._service.sdl) };
    }),
  );
  const { supergraphSdl, errors = [] } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  const gateway = createGatewayRuntime({
    supergraph: supergraphSdl,
    transports: { http: httpTransport },
    logging: false,
  });
  const server = createServer(gateway).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await gateway.dispose();
    },
  };
}
