import type { Config } from './config.ts';
import { createConsole } from './http/console.ts';
import type { ConsoleFiles } from './http/console-files.ts';
import type { Router } from './http/http-server.ts';
import type { Identify } from './identity/identify.ts';
import { entityShapeOf } from './mapping/entity-shape.ts';
import type { Mapping } from './mapping/mapping.ts';

interface ConsoleParts {
  readonly config: Pick<Config, 'auth' | 'console'>;
  /** The built page; null or left out where it is not served. */
  readonly consoleFiles?: ConsoleFiles | null;
  readonly identify: Identify;
}

/** Serves nothing where the console is off. */
export function openConsole(
  { config, consoleFiles = null, identify }: ConsoleParts,
  mapping: Mapping,
): Router {
  if (config.console === null || consoleFiles === null) return () => null;
  return createConsole({
    config: config.console,
    files: consoleFiles,
    auth: config.auth,
    identify,
    typePrefix: mapping.typePrefix,
    representation: entityShapeOf(mapping),
  });
}
