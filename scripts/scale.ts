import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure, Scale } from './scale/figure.ts';
import { measureBytesHeld } from './scale/figures/bytes-held.ts';
import { measureEventLoop } from './scale/figures/event-loop.ts';
import { measureFirstRead } from './scale/figures/first-read.ts';
import { measureMadeUpNames } from './scale/figures/made-up-names.ts';
import { measureReadingTime } from './scale/figures/reading-time.ts';
import { measureRestart } from './scale/figures/restart.ts';
import { measureTenantsHour } from './scale/figures/tenants-hour.ts';
import { measureUnchanged } from './scale/figures/unchanged.ts';
import { printTable } from './scale/print-table.ts';
import type { Row } from './scale/rows.ts';

/**
 * How large projects are read, measured from outside: a generated Discovery API and the subgraph in processes of their own. Prints a table
 * and exits 1 when a "must" is missed. `--only reading-time` measures one figure, `--quick` the smaller sizes.
 */
const FIGURES: readonly Figure[] = [
  { name: 'reading-time', measure: measureReadingTime },
  { name: 'event-loop', measure: measureEventLoop },
  { name: 'bytes-held', measure: measureBytesHeld },
  { name: 'restart', measure: measureRestart },
  { name: 'unchanged', measure: measureUnchanged },
  { name: 'first-read', measure: measureFirstRead },
  { name: 'made-up-names', measure: measureMadeUpNames },
  { name: 'tenants-hour', measure: measureTenantsHour },
];
/** Every wait has a bound of its own; this one is for what nobody has thought of. */
const WHOLE_RUN_MS = 30 * 60_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
  });
  const names = FIGURES.map(({ name }) => name);
  const unknown = values.only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) {
    process.stderr.write(`There is no figure ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`);
    return 2;
  }
  const startedAtMs = performance.now();
  const say = (line: string) => {
    const second = Math.round((performance.now() - startedAtMs) / 1000);
    process.stderr.write(`${String(second).padStart(4)} s  ${line}\n`);
  };
  const scale: Scale = { isQuick: values.quick, makeFolder: createFolders(), say };
  print(`${availableParallelism()} cores, Node ${process.versions.node}, ${loadOf()} at the start`);

  const rows: Row[] = [];
  for (const { name, measure } of FIGURES) {
    if (values.only !== undefined && !values.only.includes(name)) continue;
    try {
      rows.push(...(await measure(scale)));
    } catch (error) {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      rows.push({
        figure: name,
        measured: 'failed',
        must: '-',
        aim: '-',
        verdict: 'MISSED',
        note: String(error),
      });
    }
  }
  print(`${loadOf()} at the end\n\n${printTable(rows)}`);
  return rows.some(({ verdict }) => verdict === 'MISSED') ? 1 : 0;
}

/** Folders in one that goes when this process ends, whatever ends it. */
function createFolders(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'scale-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  return () => mkdtempSync(join(root, 'folder-'));
}

function loadOf(): string {
  const loads = loadavg().map((load) => load.toFixed(1));
  return `load average ${loads.join(' ')}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
setTimeout(() => {
  process.stderr.write('The whole run took too long, and was given up.\n');
  process.exit(1);
}, WHOLE_RUN_MS).unref();
process.exit(await main());
