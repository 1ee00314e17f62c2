import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { composerNamed, UsageError } from '../src/adapt/command-line.ts';
import { composeAll } from '../src/adapt/compose.ts';
import { OwnerError } from '../src/adapt/owner-error.ts';
import { type OwnerText, readOwner } from '../src/adapt/read-owner.ts';
import { MappingFileError, openMapping } from '../src/mapping/open-mapping.ts';
import { toServedTypeDefs } from '../src/mapping/served-type-defs.ts';
import { readTypeDefs } from '../src/type-defs.ts';

/**
 * Prints the SDL that is served, alone on standard output, for `rover`, `hive` and `wgc`; with `--check` it is composed with
 * the owners first, and nothing is printed that does not compose.
 */
const HELP = `npm run schema:print -- [--mapping entity-mapping.yaml] [--check schema.graphql …] [--without COMPOSER]

  --mapping  the mapping file; ENTITY_MAPPING when left out, and without one the graph's usual names
  --check    a schema of your graph to compose with, once for each subgraph, or a supergraph
  --without  a composer that no gateway of yours uses: apollo, theguild or wundergraph
`;

// npm runs scripts in the folder of the package; paths are meant from where the command is given.
const { npm_lifecycle_event: script, INIT_CWD: from } = process.env;
if (script === 'schema:print' && from !== undefined) process.chdir(from);

try {
  await main();
} catch (error) {
  if (!(error instanceof MappingFileError || error instanceof OwnerError) && !isMisuse(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      mapping: { type: 'string' },
      check: { type: 'string', multiple: true, default: [] },
      without: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const composersLeftOut = values.without.map(composerNamed);
  const path = values.mapping ?? process.env.ENTITY_MAPPING?.trim() ?? '';
  const mapping = await openMapping(path === '' ? null : path);
  const typeDefs = toServedTypeDefs(readTypeDefs(), mapping);
  if (await composes(typeDefs, values.check, composersLeftOut)) process.stdout.write(`${typeDefs}\n`);
  else process.exitCode = 1;
}

/** Says by which composers, on standard error. */
async function composes(
  typeDefs: string,
  files: readonly string[],
  composersLeftOut: readonly string[],
): Promise<boolean> {
  if (files.length === 0) return true;
  const texts = files.flatMap((file): OwnerText[] => {
    try {
      return [{ name: file, text: readFileSync(file, 'utf8') }];
    } catch {
      console.error(`${file} cannot be read. Name a file with the SDL of a subgraph after --check.`);
      return [];
    }
  });
  if (texts.length < files.length) return false;
  const { subgraphs, notes } = readOwner(texts);
  for (const note of notes) console.error(note);
  let isAccepted = true;
  for (const { composer, errors } of await composeAll(
    [...subgraphs, { name: 'dbt', typeDefs }],
    composersLeftOut,
  )) {
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

/** What is thrown for arguments that nobody knows. */
function isMisuse(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
