import { measurePushes } from './core-scale/pushes.ts';
import { runFigures } from './support/run.ts';

/**
 * What a year of dbt Core's artifacts does to the memory of the Discovery program. Prints a table and exits 1 when a "must" is missed.
 * `--quick` measures a smaller project and fewer days.
 */
await runFigures({
  figures: [
    { name: 'week', measure: (run) => measurePushes(run, 7) },
    { name: 'year', measure: (run) => measurePushes(run, run.isQuick ? 20 : 365) },
  ],
  wholeRunMs: 60 * 60_000,
});
