import { createDiscoveryServer } from '../discovery/server.ts';
import { freshArtifacts } from './fresh-artifacts.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { DEMO_ENVIRONMENTS } from './warehouse-environments.ts';

/**
 * The Discovery API over the demo's artifacts as a process of its own, their times moved to its start: `HOST`, `PORT`, and
 * `DISCOVERY_TOKEN` as `npm run discovery` knows it.
 */
const { HOST = '127.0.0.1', PORT = '4010', DISCOVERY_TOKEN = 'dbtc_demo-service-token' } = process.env;

await using fresh = await freshArtifacts(
  DEMO_ENVIRONMENTS.map(({ folder }) => folder),
  new Date(),
);
const discovery = await createDiscoveryServer({
  host: HOST,
  port: Number(PORT),
  token: DISCOVERY_TOKEN,
  environments: DEMO_ENVIRONMENTS.map(({ id, name }, index) => ({
    id,
    name,
    artifactsPath: fresh.folders[index] ?? '',
  })),
  log: console.error,
});
stopOnSignals({ stop: () => discovery.close() });
console.log(`Discovery API at ${discovery.url}`);
