// By the path alone: tests load the same file again under another query.
const isSource = new URL(import.meta.url).pathname.endsWith('.ts');
/** Built code stands one folder deeper than its source: `dist/src/`, where that is `src/`. */
const PACKAGE = new URL(isSource ? '../' : '../../', import.meta.url);

/** A file of the package, or a folder with a slash at its end, by its path from where package.json is. */
export function packageFile(path: string): URL {
  return new URL(path, PACKAGE);
}
