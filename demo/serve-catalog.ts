import { startCatalog } from './catalog.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/** The catalogue as a process of its own: `HOST`, `PORT`. */
const { HOST = '127.0.0.1', PORT = '4002' } = process.env;
const catalog = await startCatalog(Number(PORT), HOST);
console.log(`catalogue at ${catalog.url}`);
stopOnSignals(catalog);
