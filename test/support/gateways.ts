import { startGateway } from '../../demo/gateway.ts';
import { startHiveGateway } from './hive-gateway.ts';

export type GatewayKind = 'apollo' | 'hive';

interface Subgraph {
  readonly name: string;
  readonly url: string;
}

interface Gateway {
  readonly url: string;
  stop(): Promise<void>;
}

/** Real gateways over subgraphs that run, each on a free port of the loopback interface. */
export const GATEWAYS: Readonly<Record<GatewayKind, (subgraphs: readonly Subgraph[]) => Promise<Gateway>>> = {
  apollo: (subgraphs) => startGateway({ port: 0, subgraphs, defaultQuery: '{ __typename }' }),
  hive: startHiveGateway,
};

export const GATEWAY_KINDS: readonly GatewayKind[] = ['apollo', 'hive'];
