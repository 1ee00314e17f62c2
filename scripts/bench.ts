import { measureManyColumns, measureManyTables, measureOneTable } from './bench/figures/against-peers.ts';
import { measureCoverage } from './bench/figures/coverage.ts';
import { measureDocuments } from './bench/figures/documents.ts';
import { measureHolds } from './bench/figures/holds.ts';
import { measureMappings } from './bench/figures/mappings.ts';
import { measureStrangers } from './bench/figures/strangers.ts';
import { measureTokens } from './bench/figures/tokens.ts';
import { measureUpstream } from './bench/figures/upstream.ts';
import { leaveServerCore } from './bench/server-core.ts';
import { runFigures } from './support/run.ts';

/**
 * How fast requests are answered and refused, measured from outside: the subgraph as its users start it on one core, its load on another, and
 * peers that answer the same from constants. Prints a table and exits 1 when a "must" is missed. `--only one-table` measures one figure,
 * `--quick` with short rounds.
 */
if (!leaveServerCore()) {
  process.stderr.write('Server and load share their cores: there is one core alone, or no taskset.\n');
}
await runFigures({
  figures: [
    { name: 'many-tables', measure: measureManyTables },
    { name: 'many-columns', measure: measureManyColumns },
    { name: 'one-table', measure: measureOneTable },
    { name: 'tokens', measure: measureTokens },
    { name: 'documents', measure: measureDocuments },
    { name: 'mappings', measure: measureMappings },
    { name: 'coverage', measure: measureCoverage },
    { name: 'upstream', measure: measureUpstream },
    { name: 'holds', measure: measureHolds },
    { name: 'strangers', measure: measureStrangers },
  ],
  wholeRunMs: 10 * 60_000,
});
