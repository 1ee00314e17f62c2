import { createInterface } from 'node:readline';
import { openSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
import { admin } from './builders.ts';
import { createFixture } from './service-fixture.ts';

/**
 * Configures, rotates and removes without end, one line per finished cycle, until it is killed. Every part of a record carries the
 * same number, so that a record of two writes would show. Begins when a line comes in: the first number to use.
 */
const store = await openSqliteStore(process.argv[2] ?? '');
// Ids are not given again, by no later process either.
const { service } = createFixture({ store, idPrefix: `int-${process.pid}` });

process.stdout.write('ready\n');
for await (const line of createInterface(process.stdin)) {
  for (let n = Number(line); ; n += 3) {
    for (const step of [n, n + 1]) {
      await service.configure(admin, {
        serviceToken: `dbtc_token-number-${step}`,
        apiHost: `host-${step}.us1.dbt.com`,
        environmentIds: [`${step + 1}`],
      });
    }
    await service.rotateToken(admin, `dbtc_token-number-${n + 1}`, null);
    await service.setWebhookSecret(admin, `hook-number-${n + 1}`);
    if (n % 2 === 0) await service.remove(admin);
    process.stdout.write(`${n}\n`);
    // Lets the line leave the process.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
