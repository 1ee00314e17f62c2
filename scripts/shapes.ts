import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GATEWAY_KINDS } from '../test/support/gateways.ts';
import { startDbt } from './shapes/dbt-subgraph.ts';
import { createFactSource } from './shapes/expected.ts';
import { ownerCases } from './shapes/owners.ts';
import { printRows, type ShapeRow } from './shapes/rows.ts';
import { tryCase } from './shapes/try-case.ts';

/**
 * Every owner of the folder of owners: adapted, composed, and asked through gateways for the facts of the demo's tables. Prints a line for each, and
 * ends with 1 where something is missing. `--only 05` (may be repeated) chooses owners by a part of their names.
 */

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const folder = mkdtempSync(join(tmpdir(), 'shapes-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const dbt = await startDbt();
const facts = createFactSource(dbt);
const rows: ShapeRow[] = [];
try {
  for (const owner of ownerCases()) {
    if (values.only?.some((part) => owner.name.includes(part)) ?? true) {
      process.stderr.write(`${owner.name}\n`);
      rows.push(await tryCase(owner, { dbt, facts, folder, gateways: GATEWAY_KINDS }));
    }
  }
} finally {
  await facts.stop();
  await dbt.server.close();
}
const withHoles = rows.filter(({ holes }) => holes.length > 0);
process.stdout.write(
  `${printRows(rows)}\n\n${rows.length - withHoles.length} of ${rows.length} without a hole. Composers: @apollo/composition, @theguild/federation-composition, @wundergraph/composition. Gateways: @apollo/gateway, Hive Gateway.\n`,
);
process.exitCode = withHoles.length === 0 && rows.length > 0 ? 0 : 1;
