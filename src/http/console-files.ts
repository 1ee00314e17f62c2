import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../config.ts';
import { VERSION } from '../observability/service.ts';
import { packageFile } from '../package-file.ts';

/** The built page, whole in memory. */
export interface ConsoleFiles {
  readonly index: ConsoleFile;
  /** By name: `console-….js`. A name says its content, which never changes. */
  readonly assets: ReadonlyMap<string, ConsoleFile>;
  /** Of this program. */
  readonly version: string;
}

export interface ConsoleFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly etag: string;
}

const BUILT_PAGE = fileURLToPath(packageFile('console/dist'));
const CONTENT_TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** Rejects with a ConfigError where the page was not built. */
export async function readConsoleFiles(folder: string = BUILT_PAGE): Promise<ConsoleFiles> {
  const names = await readdir(folder).catch(() => []);
  const files = new Map<string, ConsoleFile>();
  for (const name of names) {
    const contentType = CONTENT_TYPES.get(extname(name));
    if (contentType === undefined) continue;
    const bytes = await readFile(join(folder, name));
    files.set(name, {
      bytes,
      contentType,
      etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    });
  }
  const index = files.get('index.html');
  if (index === undefined) {
    throw new ConfigError([
      'CONSOLE=true needs the built page, and `console/dist` has none. Build it with `npm run build:console`, or unset CONSOLE.',
    ]);
  }
  files.delete('index.html');
  return { index, assets: files, version: VERSION };
}
