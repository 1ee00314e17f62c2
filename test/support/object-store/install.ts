import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));
const REQUIREMENTS = ['moto[s3]==5.1.16', 'flask==3.1.2', 'flask-cors==6.0.1'];
const FOLDER = join(CACHE, 'object-store-5.1.16');
const run = promisify(execFile);

export type Installed =
  | { readonly modules: string; readonly missing: null }
  | { readonly modules: null; readonly missing: string };

/** Installs moto, a store that speaks S3, once; `missing` says why it cannot be had here. */
export async function installObjectStore(): Promise<Installed> {
  if (existsSync(FOLDER)) return { modules: FOLDER, missing: null };
  if (spawnSync('python3', ['-m', 'pip', '--version']).status !== 0) {
    return { modules: null, missing: 'there is no python3 with pip on this machine' };
  }
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'object-store-draft-'));
  try {
    const quietly = ['--quiet', '--disable-pip-version-check', '--retries', '1'];
    await run('python3', ['-m', 'pip', 'install', ...quietly, '--target', draft, ...REQUIREMENTS]);
    // Whole or not at all; another process may have been faster.
    if (!existsSync(FOLDER)) renameSync(draft, FOLDER);
    return { modules: FOLDER, missing: null };
  } catch (error) {
    if (existsSync(FOLDER)) return { modules: FOLDER, missing: null };
    const { stderr } = error as { readonly stderr?: string };
    const reason = stderr?.trim().split('\n').at(-1) ?? String(error);
    return { modules: null, missing: `moto cannot be installed from the Python package index: ${reason}` };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
