import { execFile } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildConsole } from './console/bundle.ts';

/** Writes what a package holds besides its sources: `dist`, and the page. npm runs this before it packs. */
const ROOT = new URL('../', import.meta.url);
const inRoot = (path: string) => fileURLToPath(new URL(path, ROOT));

await rm(inRoot('dist'), { recursive: true, force: true });
await Promise.all([
  promisify(execFile)(
    process.execPath,
    [inRoot('node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json'],
    {
      cwd: inRoot('.'),
    },
  ),
  buildConsole(),
]);
// What code reads from beside itself.
await cp(inRoot('discovery/schema'), inRoot('dist/discovery/schema'), { recursive: true });
