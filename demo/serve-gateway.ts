import { startGateway } from './gateway.ts';
import { TABLES_QUERY } from './queries.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/**
 * The gateway as a process of its own: `HOST`, `PORT`, `CATALOG_URL`, `DBT_URL`, and `GATEWAY_SECRET` as the dbt subgraph
 * knows it. A real gateway finds out who is calling and says so; this one makes every visitor an admin.
 */
const {
  HOST = '127.0.0.1',
  PORT = '4000',
  CATALOG_URL = 'http://127.0.0.1:4002/graphql',
  DBT_URL = 'http://127.0.0.1:4001/graphql',
  GATEWAY_SECRET = '',
} = process.env;

const gateway = await startGateway({
  host: HOST,
  port: Number(PORT),
  subgraphs: [
    { name: 'catalog', url: CATALOG_URL },
    {
      name: 'dbt',
      url: DBT_URL,
      headers: { 'x-gateway-secret': GATEWAY_SECRET, 'x-user-id': 'visitor', 'x-user-scopes': 'dbt:admin' },
    },
  ],
  defaultQuery: TABLES_QUERY,
});
console.log(`gateway and explorer at ${gateway.url}`);
stopOnSignals(gateway);
