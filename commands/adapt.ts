import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adapt } from '../src/adapt/adapt.ts';
import { type CommandLine, parseCommandLine, usage } from '../src/adapt/command-line.ts';
import type { OwnerText } from '../src/adapt/read-owner.ts';
import { packageFile } from '../src/package-file.ts';
import { readTypeDefs } from '../src/type-defs.ts';
import type { Call } from './program.ts';

export { OPTIONS } from '../src/adapt/command-line.ts';

const PACKAGE = fileURLToPath(packageFile('./'));

/** Writes the mapping of an owner's graph and the SDL that is served with it. Exits with 1 where nothing can be written. */
export async function run({ args, typed }: Call): Promise<void> {
  const line = readCommandLine(args, usage(typed('adapt')));
  if (line !== null) process.exitCode = (await write(line, typed)) ? 0 : 1;
}

function readCommandLine(args: readonly string[], usage: string): CommandLine | null {
  try {
    const parsed = parseCommandLine(args);
    if (!parsed.help) return parsed;
    console.log(usage);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 1;
  }
  return null;
}

async function write(line: CommandLine, typed: Call['typed']): Promise<boolean> {
  const owners = readOwners(line.owner, usage(typed('adapt')));
  if (owners === null) return false;
  const adaptation = await adapt(readTypeDefs(), {
    owners,
    composersLeftOut: line.without,
    mappingSchema: mappingSchema(line.out),
    tables: line.table,
    columns: line.column,
    relation: line.relation,
    pattern: line.pattern,
    examples: line.example,
    environmentsBy: line.environmentsBy,
    environments: line.environment,
  });
  if (adaptation.kind === 'refused') {
    console.error([...adaptation.report, '', 'Nothing is written.'].join('\n'));
    return false;
  }
  if (line.print) {
    console.error(adaptation.report.join('\n'));
    console.log(adaptation.mappingText);
    return true;
  }
  console.log(adaptation.report.join('\n'));
  console.log();
  return (
    writeText(line.out, adaptation.mappingText) &&
    writeText(line.schemaOut, adaptation.typeDefs) &&
    nextSteps(line, typed())
  );
}

function readOwners(paths: readonly string[], usage: string): OwnerText[] | null {
  if (paths.length === 0) {
    console.error(`--owner is missing: the file with the schema of your graph.\n\n${usage}`);
    return null;
  }
  const owners: OwnerText[] = [];
  for (const path of paths) {
    try {
      owners.push({ name: path, text: readFileSync(path, 'utf8') });
    } catch (error) {
      console.error(`--owner ${path} cannot be read: ${reason(error)}`);
    }
  }
  return owners.length === paths.length ? owners : null;
}

function writeText(path: string, text: string): boolean {
  const replaces = existsSync(path);
  try {
    writeFileSync(path, text.endsWith('\n') ? text : `${text}\n`);
  } catch (error) {
    console.error(`${path} cannot be written: ${reason(error)}`);
    return false;
  }
  console.log(`${replaces ? 'Replaced' : 'Written'}: ${path}`);
  return true;
}

/** The form of a mapping, for editors, from where the mapping is; undefined where that is elsewhere. */
function mappingSchema(out: string): string | undefined {
  const path = relative(dirname(resolve(out)), resolve(PACKAGE, 'schema/entity-mapping.schema.json'));
  return path.startsWith('..') ? undefined : `./${path}`;
}

function reason(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return String(error);
  if (error.code === 'ENOENT') return 'there is no such file or folder.';
  if (error.code === 'EISDIR') return 'it is a folder.';
  if (error.code === 'EACCES') return 'permission is denied.';
  return error.message;
}

function nextSteps({ out, schemaOut }: CommandLine, start: string): true {
  console.log(`
Next: start the subgraph with it,
  ENTITY_MAPPING=${fromStart(out)} ${start}
  and publish ${schemaOut} with the command of your registry, one of
    rover subgraph publish <graph> --name dbt --schema ${schemaOut} --routing-url <address>
    hive schema:publish --service dbt --url <address> ${schemaOut}
    wgc subgraph publish dbt --schema ${schemaOut} --routing-url <address>`);
  return true;
}

/** `npm start` runs in the folder of the package: a path that is not in it is written in full. */
function fromStart(out: string): string {
  const fromPackage = relative(PACKAGE, resolve(out));
  return fromPackage.startsWith('..') ? resolve(out) : fromPackage;
}
