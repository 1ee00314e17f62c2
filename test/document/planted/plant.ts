import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { startSubgraph as StartSubgraph } from '../../../src/start.ts';

/** A mistake in one place of the source. */
export interface Fault {
  /** Below `src`. */
  readonly file: string;
  /** Stands once in the file. */
  readonly text: string;
  readonly becomes: string;
}

const SRC = new URL('../../../src/', import.meta.url).href;
const sources = new Map<string, string>();
const planted: Fault[] = [];

/** The source of the file with the fault. Throws where the text to replace does not stand in it once. */
function plant({ file, text, becomes }: Fault): string {
  const source = readFileSync(new URL(file, SRC), 'utf8');
  const count = source.split(text).length - 1;
  if (count !== 1)
    throw new Error(`The text of a planted fault stands ${count} times in src/${file}: ${text}`);
  return source.replace(text, () => becomes);
}

/** Loads `src` once more, with the fault in it; whatever it imports from outside stays as it is loaded. */
export async function startWith(fault: Fault): Promise<typeof StartSubgraph> {
  planted.push(fault);
  const { startSubgraph } = await import(`${SRC}start.ts?planted=${planted.length - 1}`);
  return startSubgraph;
}

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const { search } = new URL(context.parentURL ?? SRC);
    const isPlanted = resolved.url.startsWith(SRC) && search.startsWith('?planted=');
    return isPlanted && !resolved.url.includes('?') ? { ...resolved, url: resolved.url + search } : resolved;
  },
  load(url, context, next) {
    const { searchParams } = new URL(url);
    const fault = planted[Number(searchParams.get('planted') ?? -1)];
    if (fault === undefined || !url.startsWith(SRC)) return next(url, context);
    const plain = url.slice(0, url.indexOf('?'));
    const source = plain === SRC + fault.file ? stripTypeScriptTypes(plant(fault)) : strippedOf(plain);
    return { format: 'module', source, shortCircuit: true };
  },
});

function strippedOf(url: string): string {
  const known = sources.get(url);
  if (known !== undefined) return known;
  const stripped = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
  sources.set(url, stripped);
  return stripped;
}
