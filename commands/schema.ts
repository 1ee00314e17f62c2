import { readFileSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { composerNamed, UsageError } from '../src/adapt/command-line.ts';
import { composeAll } from '../src/adapt/compose.ts';
import { OwnerError } from '../src/adapt/owner-error.ts';
import { type OwnerText, readOwner } from '../src/adapt/read-owner.ts';
import { MappingFileError } from '../src/mapping/open-mapping.ts';
import { readSchema } from '../src/read-schema.ts';
import type { Call } from './program.ts';

export const OPTIONS = {
  mapping: { type: 'string' },
  check: { type: 'string', multiple: true, default: [] },
  without: { type: 'string', multiple: true, default: [] },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsOptionsConfig;

/**
 * Prints the SDL that is served, alone on standard output, for `rover`, `hive` and `wgc`; with `--check` it is composed with
 * the owners first, and nothing is printed that does not compose.
 */
export async function run(call: Call): Promise<void> {
  try {
    await print(call);
  } catch (error) {
    if (!(error instanceof MappingFileError || error instanceof OwnerError || error instanceof UsageError))
      throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

const usage = (
  typed: string,
) => `Usage: ${typed} [--mapping entity-mapping.yaml] [--check schema.graphql …] [--without COMPOSER]

  --mapping  the mapping file; ENTITY_MAPPING when left out, and without one the graph's usual names
  --check    a schema of your graph to compose with, once for each subgraph, or a supergraph
  --without  a composer that no gateway of yours uses: apollo, theguild or wundergraph
`;

async function print({ args, env, typed }: Call): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) {
    process.stdout.write(usage(typed('schema')));
    return;
  }
  const composersLeftOut = values.without.map(composerNamed);
  const path = values.mapping ?? env.ENTITY_MAPPING?.trim() ?? '';
  const { sdl } = await readSchema(path === '' ? null : path);
  if (await composes(sdl, values.check, composersLeftOut)) process.stdout.write(`${sdl}\n`);
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
