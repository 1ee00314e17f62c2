import { bareNumberOf, quoteBareNumbers } from './bare-numbers.ts';
import { hasIntegerKeys, markIntegerKeys, plainKey } from './integer-keys.ts';
import type { Losses } from './losses.ts';

/**
 * Parses the JSON that Python and Rust write: a bare `NaN`, `Infinity` or `-Infinity` reads as null and is added to
 * `losses`. In the columns of a node, keys that look like integers keep their place behind a mark (see `plainKey`).
 * Throws a SyntaxError on anything else that is no JSON.
 */
export function parseJson(json: string, losses: Losses): unknown {
  const isMarked = hasIntegerKeys(json);
  const marked = isMarked ? markIntegerKeys(json) : json;
  try {
    const value: unknown = JSON.parse(marked);
    return isMarked ? restore(value, [], losses) : value;
  } catch (error) {
    const quoted = /NaN|Infinity/.test(marked) ? quoteBareNumbers(marked) : null;
    if (quoted === null) throw error;
    return restore(JSON.parse(quoted), [], losses);
  }
}

function restore(value: unknown, path: PropertyKey[], losses: Losses): unknown {
  if (typeof value === 'string') {
    const word = bareNumberOf(value);
    if (word === null) return value;
    losses.add(path, `${word} is no JSON`);
    return null;
  }
  if (typeof value !== 'object' || value === null) return value;
  const restoreAt = (key: PropertyKey, child: unknown) => {
    path.push(key);
    const restored = restore(child, path, losses);
    path.pop();
    return restored;
  };
  if (Array.isArray(value)) return value.map((item, index) => restoreAt(index, item));
  const toKey = isColumnList(path) ? (key: string) => key : plainKey;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [toKey(key), restoreAt(plainKey(key), child)]),
  );
}

/** `nodes`, the node, `columns`: alike in manifests and catalogs. */
function isColumnList(path: readonly PropertyKey[]): boolean {
  return path.length === 3 && path[2] === 'columns';
}
