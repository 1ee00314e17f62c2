/** What a row tells: of a node by its id, of the environment, or of artifacts. */
export const PARTS = [
  'environment',
  'manifest',
  'runs',
  'commands',
  'targets',
  'elsewhere',
  'surroundings',
  'catalog',
  'catalog_elsewhere',
  'freshness',
  'checks_aside',
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
  /** A row as it will be; undefined where there is none. */
  read(part: Part, name: string): string | undefined;
  /** All rows of a part as they will be. */
  list(part: Part): (readonly [name: string, value: string])[];
}

/** What the rows were before the changes. */
export interface RowsBefore {
  read(part: Part): Iterable<readonly [name: string, value: string]>;
  readOne(part: Part, name: string): string | undefined;
}

const NO_ROWS: RowsBefore = { read: () => [], readOne: () => undefined };

export function createRowChanges(before: RowsBefore = NO_ROWS): RowChanges {
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
    read: (part, name) => {
      const changed = of(part).get(name);
      return changed === undefined ? before.readOne(part, name) : (changed ?? undefined);
    },
    list: (part) => {
      const rows = new Map<string, string | null>([...before.read(part), ...of(part)]);
      return [...rows].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
    },
  };
}
