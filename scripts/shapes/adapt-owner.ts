import { type Adaptation, adapt } from '../../src/adapt/adapt.ts';
import { parseCommandLine } from '../../src/adapt/command-line.ts';
import { readTypeDefs } from '../../src/type-defs.ts';

/** What `npm run adapt` makes of owners' schemas and these arguments, without a file. */
export function adaptOwners(
  owners: readonly { readonly name: string; readonly text: string }[],
  args: readonly string[],
): Promise<Adaptation> {
  const line = parseCommandLine(args);
  return adapt(readTypeDefs(), {
    owners,
    composersLeftOut: line.without,
    tables: line.table,
    columns: line.column,
    relation: line.relation,
    pattern: line.pattern,
    examples: line.example,
    environmentsBy: line.environmentsBy,
    environments: line.environment,
  });
}
