import type { FieldPath } from './field-path.ts';

interface Branch {
  readonly branches: Map<string, Branch>;
}

/** The paths as a field set of federation's directives: those that begin alike share their beginning. */
export function toFieldSet(paths: readonly FieldPath[]): string {
  const root: Branch = { branches: new Map() };
  for (const path of paths) {
    let at = root;
    for (const { name, args } of path) {
      const next = at.branches.get(name + args) ?? { branches: new Map() };
      at.branches.set(name + args, next);
      at = next;
    }
  }
  return print(root);
}

function print({ branches }: Branch): string {
  return [...branches]
    .map(([field, branch]) => (branch.branches.size === 0 ? field : `${field} { ${print(branch)} }`))
    .join(' ');
}

/** A field that is asked with two kinds of arguments, which one field set cannot hold; null for none. */
export function findConflict(paths: readonly FieldPath[]): string | null {
  const argsByPlace = new Map<string, string>();
  for (const path of paths) {
    let place = '';
    for (const { name, args } of path) {
      place += `.${name}`;
      const known = argsByPlace.get(place);
      if (known !== undefined && known !== args) return name;
      argsByPlace.set(place, args);
    }
  }
  return null;
}
