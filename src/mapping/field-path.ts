/** A way from an entity to a value, one field a step: `schema.database.name`. */
export type FieldPath = readonly [PathStep, ...PathStep[]];

export interface PathStep {
  readonly name: string;
  /** As it is written in a field set: `(format: PLAIN)`; empty for none. */
  readonly args: string;
}

/** As a mapping spells it. */
export function pathText(path: FieldPath): string {
  return path.map(({ name, args }) => name + args).join('.');
}

/** The way along one path and on along the other. */
export function joinPaths([first, ...rest]: FieldPath, path: FieldPath): FieldPath {
  return [first, ...rest, ...path];
}
