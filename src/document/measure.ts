import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** How large a selection is. */
export interface Measured {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly fields: number;
  /** The most of any one field or directive. */
  readonly args: number;
}

export interface Measure {
  fragment(name: string): Measured;
  operation(set: SelectionSetNode): Measured;
  /** Fields and spreads in everything that was measured, fragments once. */
  readonly written: number;
}

const EMPTY: Measured = { depth: 0, aliases: 0, rootFields: 0, fields: 0, args: 0 };

/** Fragments count wherever they are spread, each measured once: repeated spreads cost the caller, not this process. */
export function createMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>): Measure {
  let written = 0;
  const measured = new Map<string, Measured>();

  function measureFragment(name: string): Measured {
    const known = measured.get(name);
    if (known !== undefined) return known;
    // A fragment that spreads itself is refused by validation; here it only must not loop.
    measured.set(name, EMPTY);
    const fragment = fragments.get(name);
    const result = fragment === undefined ? EMPTY : measureSet(fragment.selectionSet);
    measured.set(name, result);
    return result;
  }

  function measureSet(set: SelectionSetNode): Measured {
    let { depth, aliases, rootFields, fields, args } = EMPTY;
    for (const selection of set.selections) {
      for (const directive of selection.directives ?? [])
        args = Math.max(args, directive.arguments?.length ?? 0);
      written += 1;
      fields += 1;
      if (selection.kind === Kind.FIELD) {
        const below = selection.selectionSet === undefined ? EMPTY : measureSet(selection.selectionSet);
        depth = Math.max(depth, 1 + below.depth);
        aliases += below.aliases + (selection.alias === undefined ? 0 : 1);
        rootFields += 1;
        fields += below.fields;
        args = Math.max(args, below.args, selection.arguments?.length ?? 0);
        continue;
      }
      const below =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measureSet(selection.selectionSet);
      depth = Math.max(depth, below.depth);
      aliases += below.aliases;
      rootFields += below.rootFields;
      fields += below.fields;
      args = Math.max(args, below.args);
    }
    return { depth, aliases, rootFields, fields, args };
  }

  return {
    fragment: measureFragment,
    operation: measureSet,
    get written() {
      return written;
    },
  };
}
