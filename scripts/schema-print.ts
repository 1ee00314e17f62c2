import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { composeAll, type SubgraphText } from '../src/adapt/compose.ts';
import { MappingFileError, openMapping } from '../src/mapping/open-mapping.ts';
import { toServedTypeDefs } from '../src/mapping/served-type-defs.ts';
import { readTypeDefs } from '../src/type-defs.ts';

/**
 * Prints the SDL that is served, alone on standard output, for `rover`, `hive` and `wgc`; with `--check` it is composed with
 * the owners first, and nothing is printed that does not compose.
 */
const HELP = `npm run schema:print -- [--mapping entity-mapping.yaml] [--check owner.graphql …]

  --mapping  the mapping file; ENTITY_MAPPING when left out, and without one the graph's usual names
  --check    a schema of your graph to compose with, once for each subgraph
`;

try {
  await main();
} catch (error) {
  if (!(error instanceof MappingFileError) && !isMisuse(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      mapping: { type: 'string' },
      check: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const path = values.mapping ?? process.env.ENTITY_MAPPING?.trim() ?? '';
  const mapping = await openMapping(path === '' ? null : path);
  const typeDefs = toServedTypeDefs(readTypeDefs(), mapping);
  if (await composes(typeDefs, values.check)) process.stdout.write(`${typeDefs}\n`);
  else process.exitCode = 1;
}

/** Says by which composers, on standard error. */
async function composes(typeDefs: string, files: readonly string[]): Promise<boolean> {
  if (files.length === 0) return true;
  const owners = files.flatMap((file, at): SubgraphText[] => {
    try {
      return [{ name: `owner-${at + 1}`, typeDefs: readFileSync(file, 'utf8') }];
    } catch {
      console.error(`${file} cannot be read. Name a file with the SDL of a subgraph after --check.`);
      return [];
    }
  });
  if (owners.length < files.length) return false;
  let isAccepted = true;
  for (const { composer, errors } of await composeAll([...owners, { name: 'dbt', typeDefs }])) {
    if (errors === null) console.error(`not installed: ${composer}`);
    else if (errors.length === 0) console.error(`composes: by ${composer}`);
    else {
      isAccepted = false;
      console.error(`DOES NOT COMPOSE: by ${composer}`);
      for (const message of errors) console.error(`  ${message}`);
    }
  }
  return isAccepted;
}

/** What parseArgs throws for arguments that it does not know. */
function isMisuse(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
