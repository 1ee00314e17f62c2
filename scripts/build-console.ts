import { buildConsole } from './console/bundle.ts';

/** `npm run build:console` writes the page into `console/dist`. */
try {
  await buildConsole();
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
  process.stderr.write(
    'The console was not built: its tools are development dependencies. Install them with `npm ci --include=dev`.\n',
  );
  process.exitCode = 1;
}
