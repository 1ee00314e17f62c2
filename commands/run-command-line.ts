import { VERSION } from '../src/observability/service.ts';
import { misuseOf, unknownCommand } from './misuse.ts';
import { withNodeFlags } from './node-flags.ts';
import { COMMANDS, type Command } from './table.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Exit code of a command line that is not understood. */
const MISUSED = 2;
const PROGRAM = 'npx dbt-metadata-subgraph';
/** In a clone the sources run, and npm's scripts are what people type. */
const IS_CLONE = import.meta.url.endsWith('.ts');

/** Runs what a command line asks for: a command, the first of them when none is named, or help or the version of the program. */
export async function runCommandLine(line: readonly string[], env: Env): Promise<void> {
  const [first = ''] = line;
  const names = COMMANDS.map(({ name }) => name);
  if (['--help', '-h', 'help'].includes(first)) process.stdout.write(usage());
  else if (['--version', '-v'].includes(first)) process.stdout.write(`${VERSION}\n`);
  else if (first === '' || first.startsWith('-')) await runCommand(COMMANDS[0], line, env);
  else {
    const command = COMMANDS.find(({ name }) => name === first);
    if (command === undefined) refuse(unknownCommand(first, names, PROGRAM));
    else await runCommand(command, line.slice(1), env);
  }
}

async function runCommand(command: Command, args: readonly string[], env: Env): Promise<void> {
  withNodeFlags(command.nodeFlags ?? [], env);
  const program = await command.load();
  const misuse = misuseOf(program, args, typed(command.name));
  if (misuse !== null) {
    refuse(misuse);
    return;
  }
  // npm starts its scripts in the folder of the package.
  if (IS_CLONE && command.hasPathsOfUser && env.npm_lifecycle_event === command.npmScript) {
    process.chdir(env.INIT_CWD ?? '.');
  }
  await program.run({ args, env, typed });
}

function typed(name: string = COMMANDS[0].name): string {
  const command = COMMANDS.find((candidate) => candidate.name === name) ?? COMMANDS[0];
  const isFirst = command === COMMANDS[0];
  if (IS_CLONE) return isFirst ? 'npm start' : `npm run ${command.npmScript} --`;
  return isFirst ? PROGRAM : `${PROGRAM} ${command.name}`;
}

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = MISUSED;
}

function usage(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: ${PROGRAM} [command] [flags]

An Apollo Federation subgraph that adds dbt's descriptions, refresh times and test results to your graph.

${lines.join('\n')}

Without a command, \`${COMMANDS[0].name}\`. Each has --help; --version says the version of them all.
`;
}
