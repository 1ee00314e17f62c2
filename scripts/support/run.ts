import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from './print-table.ts';
import type { Row } from './rows.ts';

/** What every figure is measured with. */
export interface Run {
  /** The smaller sizes, for trying the script. */
  readonly isQuick: boolean;
  /** A new folder, removed when the script ends. */
  makeFolder(): string;
  /** Tells whoever waits how far it is. */
  say(line: string): void;
}

export interface Figure {
  /** As `--only` names it. */
  readonly name: string;
  /** Starts what it needs, and ends it. */
  readonly measure: (run: Run) => Promise<readonly Row[]>;
}

interface RunOptions {
  readonly figures: readonly Figure[];
  /** Every wait has a bound of its own; this one is for what nobody has thought of. */
  readonly wholeRunMs: number;
}

/**
 * Measures the figures one after the other, prints their table and ends this process: with 1 when a "must" is missed or a figure fails, with 2
 * when `--only` names a figure that does not exist, with 130 at a signal. Options: `--only name` (may be repeated) and `--quick`.
 */
export async function runFigures({ figures, wholeRunMs }: RunOptions): Promise<never> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  setTimeout(() => {
    process.stderr.write('The whole run took too long, and was given up.\n');
    process.exit(1);
  }, wholeRunMs).unref();
  process.exit(await measureAll(figures));
}

async function measureAll(figures: readonly Figure[]): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
  });
  const names = figures.map(({ name }) => name);
  const unknown = values.only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) {
    process.stderr.write(`There is no figure ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`);
    return 2;
  }
  const run: Run = { isQuick: values.quick, makeFolder: createFolders(), say: createSay() };
  print(`${cpus().length} cores, Node ${process.versions.node}, ${loadOf()} at the start`);

  const rows: Row[] = [];
  for (const { name, measure } of figures) {
    if (values.only !== undefined && !values.only.includes(name)) continue;
    try {
      rows.push(...(await measure(run)));
    } catch (error) {
      run.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      rows.push(toFailed(name, error));
    }
  }
  print(`${loadOf()} at the end\n\n${printTable(rows)}`);
  return rows.some(({ verdict }) => verdict === 'MISSED') ? 1 : 0;
}

function toFailed(figure: string, error: unknown): Row {
  return { figure, measured: 'failed', must: '-', aim: '-', verdict: 'MISSED', note: String(error) };
}

/** Folders in one that goes when this process ends, whatever ends it. */
function createFolders(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'figures-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  return () => mkdtempSync(join(root, 'folder-'));
}

function createSay(): (line: string) => void {
  const startedAtMs = performance.now();
  return (line) => {
    const second = Math.round((performance.now() - startedAtMs) / 1000);
    process.stderr.write(`${String(second).padStart(4)} s  ${line}\n`);
  };
}

function loadOf(): string {
  const loads = loadavg().map((load) => load.toFixed(1));
  return `load average ${loads.join(' ')}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
