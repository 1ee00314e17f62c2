import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

export interface OperationLimits {
  readonly queryDepth: number;
  readonly aliases: number;
  readonly rootFields: number;
}

/** Refuses operations that ask for more than any page needs; checked once for each document, before anything is resolved. */
export function createLimitRules(limits: OperationLimits): readonly ValidationRule[] {
  return [
    (context: ValidationContext): ASTVisitor => ({
      OperationDefinition(operation) {
        const { depth, aliases, rootFields } = measure(operation, context);
        const refuse = (what: string, found: number, allowed: number) => {
          if (found <= allowed) return;
          context.reportError(
            new GraphQLError(
              `The operation has ${what}: ${found}, at most ${allowed} are allowed. Split it into smaller ones.`,
              {
                extensions: { code: 'BAD_USER_INPUT' },
              },
            ),
          );
        };
        refuse('too many levels', depth, limits.queryDepth);
        refuse('too many aliases', aliases, limits.aliases);
        refuse('too many fields at its root', rootFields, limits.rootFields);
      },
    }),
  ];
}

interface Measured {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
}

/** Fragments count wherever they are spread, each measured once: repeated spreads cost the caller, not this process. */
function measure(operation: OperationDefinitionNode, context: ValidationContext): Measured {
  const measured = new Map<string, Measured | null>();

  function measureFragment(name: string): Measured {
    const known = measured.get(name);
    const fragment = context.getFragment(name);
    // A fragment that spreads itself is refused by the standard rules; here it only must not loop.
    if (known === null || fragment === null || fragment === undefined) return EMPTY;
    if (known !== undefined) return known;
    measured.set(name, null);
    const result = measureSet(fragment.selectionSet);
    measured.set(name, result);
    return result;
  }

  function measureSet(set: SelectionSetNode): Measured {
    let depth = 0;
    let aliases = 0;
    let rootFields = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const below = selection.selectionSet === undefined ? EMPTY : measureSet(selection.selectionSet);
        depth = Math.max(depth, 1 + below.depth);
        aliases += below.aliases + (selection.alias === undefined ? 0 : 1);
        rootFields += 1;
        continue;
      }
      const below =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measureSet(selection.selectionSet);
      depth = Math.max(depth, below.depth);
      aliases += below.aliases;
      rootFields += below.rootFields;
    }
    return { depth, aliases, rootFields };
  }

  return measureSet(operation.selectionSet);
}

const EMPTY: Measured = { depth: 0, aliases: 0, rootFields: 0 };
