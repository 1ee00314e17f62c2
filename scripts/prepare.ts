import { glob, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './console/bundle.ts';

/** What `npm ci` ends with: the console is built, headers of Node are removed, and the screen says what comes next. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The package `node` brings headers to compile add-ons with, 67 MB, which nothing here does. */
const NODE_HEADERS = 'node_modules/node/node_modules/*/include';

for await (const folder of glob(NODE_HEADERS, { cwd: ROOT })) {
  await rm(`${ROOT}/${folder}`, { recursive: true });
}
try {
  await buildConsole();
  say('Installed. `npm run demo` starts the demo, `npm test` runs the tests.');
} catch (error) {
  if (!isMissing(error)) throw error;
  say(
    'Installed, without development dependencies: the console was not built. `npm ci --include=dev` brings its tools.',
  );
}

/** npm shows no other line of an installation. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
