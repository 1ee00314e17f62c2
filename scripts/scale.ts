import { measureBytesHeld } from './scale/figures/bytes-held.ts';
import { measureEventLoop } from './scale/figures/event-loop.ts';
import { measureFirstRead } from './scale/figures/first-read.ts';
import { measureMadeUpNames } from './scale/figures/made-up-names.ts';
import { measureReadingTime } from './scale/figures/reading-time.ts';
import { measureRestart } from './scale/figures/restart.ts';
import { measureTenantsHour } from './scale/figures/tenants-hour.ts';
import { measureUnchanged } from './scale/figures/unchanged.ts';
import { measureUpstream } from './scale/figures/upstream.ts';
import { measureUpstreamWork } from './scale/figures/upstream-work.ts';
import { runFigures } from './support/run.ts';

/**
 * How large projects are read, measured from outside: a generated Discovery API and the subgraph in processes of their own. Prints a table
 * and exits 1 when a "must" is missed. `--only reading-time` measures one figure, `--quick` the smaller sizes.
 */
await runFigures({
  figures: [
    { name: 'reading-time', measure: measureReadingTime },
    { name: 'event-loop', measure: measureEventLoop },
    { name: 'bytes-held', measure: measureBytesHeld },
    { name: 'restart', measure: measureRestart },
    { name: 'unchanged', measure: measureUnchanged },
    { name: 'first-read', measure: measureFirstRead },
    { name: 'made-up-names', measure: measureMadeUpNames },
    { name: 'tenants-hour', measure: measureTenantsHour },
    { name: 'upstream', measure: measureUpstream },
    { name: 'upstream-work', measure: measureUpstreamWork },
  ],
  wholeRunMs: 30 * 60_000,
});
