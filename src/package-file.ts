/** Built code stands one folder deeper than its source: `dist/src/`, where that is `src/`. */
const PACKAGE = new URL(import.meta.url.endsWith('.ts') ? '../' : '../../', import.meta.url);

/** A file of the package, or a folder with a slash at its end, by its path from where package.json is. */
export function packageFile(path: string): URL {
  return new URL(path, PACKAGE);
}
