import { measureYear } from './core-scale/year.ts';
import { runFigures } from './support/run.ts';

/**
 * What a year of dbt Core's artifacts does to the memory of the Discovery program. Prints a table and exits 1 when a "must" is missed.
 * `--quick` measures a smaller project and fewer days.
 */
await runFigures({ figures: [{ name: 'year', measure: measureYear }], wholeRunMs: 60 * 60_000 });
