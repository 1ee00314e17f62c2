/** What a row tells: of a node by its id, of the environment, or of artifacts. */
export const PARTS = [
  'environment',
  'manifest',
  'runs',
  'surroundings',
  'catalog',
  'freshness',
  'seen',
] as const;
export type Part = (typeof PARTS)[number];

/** Null deletes the row. */
export type RowChange = readonly [part: Part, name: string, value: string | null];

/** Collects what one transaction writes; the last word on a row counts. */
export interface RowChanges {
  put(part: Part, name: string, value: string): void;
  drop(part: Part, name: string): void;
  all(): Iterable<RowChange>;
  of(part: Part): ReadonlyMap<string, string | null>;
}

export function createRowChanges(): RowChanges {
  const changes = new Map<Part, Map<string, string | null>>(PARTS.map((part) => [part, new Map()]));
  const of = (part: Part) => changes.get(part) ?? new Map<string, string | null>();
  return {
    put: (part, name, value) => {
      of(part).set(name, value);
    },
    drop: (part, name) => {
      of(part).set(name, null);
    },
    *all() {
      for (const part of PARTS) for (const [name, value] of of(part)) yield [part, name, value];
    },
    of,
  };
}
