export { startSubgraph } from './start.ts';
