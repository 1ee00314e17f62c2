import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/**
 * How often the most repeated field is written at one place of the answer. The walk ends after `maxSteps` selections: only a fragment that
 * spreads itself has more of them than were measured, and validation refuses that.
 */
export function countRepeats(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  maxSteps: number,
): number {
  const spreading = new Set<string>();
  let steps = 0;

  function countIn(sets: readonly SelectionSetNode[]): number {
    const byKey = new Map<string, FieldNode[]>();
    for (const one of sets) gather(one, byKey);
    let most = 0;
    for (const same of byKey.values()) {
      const below = same.flatMap(({ selectionSet }) => selectionSet ?? []);
      most = Math.max(most, same.length, below.length === 0 ? 0 : countIn(below));
    }
    return most;
  }

  function gather({ selections }: SelectionSetNode, byKey: Map<string, FieldNode[]>): void {
    for (const selection of selections) {
      steps += 1;
      if (steps > maxSteps) return;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const same = byKey.get(key);
        if (same === undefined) byKey.set(key, [selection]);
        else same.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) gather(selection.selectionSet, byKey);
      else gatherFragment(selection.name.value, byKey);
    }
  }

  function gatherFragment(name: string, byKey: Map<string, FieldNode[]>): void {
    const fragment = fragments.get(name);
    if (fragment === undefined || spreading.has(name)) return;
    spreading.add(name);
    gather(fragment.selectionSet, byKey);
    spreading.delete(name);
  }

  return countIn([set]);
}
