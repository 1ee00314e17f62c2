import type { ShownPart } from './protocol.ts';

/** So long a text is parsed and stored in a few milliseconds. */
const SLICE_CHARACTERS = 256 * 1024;

/** Changes that the main thread has not been told yet, by row; the last word counts. Values are JSON. */
export interface Outbox {
  add(part: ShownPart, name: string, json: string | null): void;
  /** Empties the outbox, slice by slice. */
  slices(): Generator<string, void>;
}

export function createOutbox(): Outbox {
  let waiting = new Map<string, string>();
  return {
    add: (part, name, json) => {
      const row = `${JSON.stringify(part)},${JSON.stringify(name)}`;
      waiting.set(row, json ?? 'null');
    },
    *slices() {
      const leaving = waiting;
      waiting = new Map();
      let rows: string[] = [];
      let length = 0;
      for (const [row, json] of leaving) {
        rows.push(`[${row},${json}]`);
        length += json.length;
        if (length < SLICE_CHARACTERS) continue;
        yield `[${rows.join(',')}]`;
        rows = [];
        length = 0;
      }
      if (rows.length > 0) yield `[${rows.join(',')}]`;
    },
  };
}
