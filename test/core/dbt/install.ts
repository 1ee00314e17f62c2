import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REQUIREMENTS = fileURLToPath(new URL('../../../demo/warehouse/requirements.txt', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));
const run = promisify(execFile);

export interface InstalledDbt {
  /** Executables of a Python environment that has dbt Core and DuckDB. */
  readonly bin: string;
}

/** Installs dbt once for each list of requirements. A text says why it cannot be had here. */
export async function installDbt(): Promise<InstalledDbt | string> {
  if (spawnSync('python3', ['--version']).status !== 0) return 'there is no python3 on this machine';
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `dbt-core-${version}`);
  const bin = join(folder, 'bin');
  // Written last: an installation that was cut off is begun anew.
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { bin };
  rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
    const quietly = ['--quiet', '--disable-pip-version-check', '--retries', '1'];
    await run(join(bin, 'python'), ['-m', 'pip', 'install', ...quietly, '--requirement', REQUIREMENTS]);
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    const lastLine = stderr?.trim().split('\n').at(-1) ?? String(error);
    return `dbt cannot be installed from the Python package index: ${lastLine}`;
  }
  writeFileSync(complete, '');
  return { bin };
}
