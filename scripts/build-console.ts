import { parseArgs } from 'node:util';
import { buildConsole } from './console/bundle.ts';

/**
 * `npm run build:console` writes the page into `console/dist`. With `--where-possible` an installation without development dependencies
 * builds nothing, and does not fail.
 */
const { values } = parseArgs({ options: { 'where-possible': { type: 'boolean', default: false } } });
try {
  await buildConsole();
} catch (error) {
  if (!isMissing(error)) throw error;
  process.stderr.write(
    'The console was not built: its tools are development dependencies. Install them with `npm ci --include=dev`.\n',
  );
  if (!values['where-possible']) process.exitCode = 1;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
