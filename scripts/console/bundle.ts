import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONSOLE = fileURLToPath(new URL('../../console', import.meta.url));

/** Writes the page: one script, one style sheet, one icon, named by their content, and the index that names them. */
export async function buildConsole(outFolder: string = join(CONSOLE, 'dist')): Promise<void> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { console: join(CONSOLE, 'src/main.tsx') },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: join(CONSOLE, 'tsconfig.json'),
    legalComments: 'none',
    outdir: outFolder,
    write: false,
    logLevel: 'warning',
  });
  const files = new Map<string, Uint8Array>();
  const add = (stem: string, extension: string, bytes: Uint8Array): string => {
    const digest = createHash('sha256')
      .update(bytes)
      .digest('base64url')
      .replaceAll(/[-_]/g, '')
      .slice(0, 12);
    const name = `${stem}-${digest}.${extension}`;
    files.set(name, bytes);
    return `/console/${name}`;
  };
  const output = (extension: string): Uint8Array => {
    const file = outputFiles.find(({ path }) => path.endsWith(`.${extension}`));
    if (file === undefined) throw new Error(`esbuild wrote no .${extension} file.`);
    return file.contents;
  };
  const names = {
    script: add('console', 'js', output('js')),
    style: add('console', 'css', output('css')),
    icon: add('icon', 'svg', await readFile(join(CONSOLE, 'icon.svg'))),
  };
  const template = await readFile(join(CONSOLE, 'index.html'), 'utf8');
  const index = template.replaceAll(
    /\{\{(script|style|icon)\}\}/g,
    (_, key: keyof typeof names) => names[key],
  );
  files.set('index.html', Buffer.from(index));
  await mkdir(outFolder, { recursive: true });
  // The index comes after what it names, and nothing is removed before: a subgraph may start meanwhile.
  for (const [name, bytes] of files) await writeWhole(join(outFolder, name), bytes);
  for (const name of await readdir(outFolder)) {
    if (!files.has(name)) await rm(join(outFolder, name), { force: true });
  }
}

/** Nobody reads half a file. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, bytes);
  await rename(unfinished, path);
}
