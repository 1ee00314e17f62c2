import type { Program } from './program.ts';

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Its name among the scripts of package.json. */
  readonly npmScript: string;
  /** Whether npm's script takes paths from where its user stands; else from the folder of the package. */
  readonly hasPathsOfUser: boolean;
  /** Flags of Node that it runs with. */
  readonly nodeFlags?: readonly string[];
  /** Nothing of a command is loaded unless it is asked for. */
  load(): Promise<Program>;
}

/** The first one runs when none is named. */
export const COMMANDS: readonly [Command, ...Command[]] = [
  {
    name: 'start',
    summary: 'serves the subgraph; its settings are environment variables',
    npmScript: 'start',
    hasPathsOfUser: false,
    // A small young generation: what a request leaves behind is collected soon, and the process stays a third smaller.
    nodeFlags: ['--max-semi-space-size=16'],
    load: () => import('./start.ts'),
  },
  {
    name: 'discovery',
    summary: "serves dbt's Discovery API over what dbt Core has written",
    npmScript: 'discovery',
    hasPathsOfUser: false,
    load: () => import('../discovery/program.ts'),
  },
  {
    name: 'push',
    summary: 'sends what a dbt command has written to a running `discovery`',
    npmScript: 'push',
    hasPathsOfUser: true,
    load: () => import('../discovery/push-command/program.ts'),
  },
  {
    name: 'adapt',
    summary: 'writes the mapping and the SDL for the schema of your graph',
    npmScript: 'adapt',
    hasPathsOfUser: true,
    load: () => import('./adapt.ts'),
  },
  {
    name: 'schema',
    summary: 'prints the SDL that is served, for `rover`, `hive` and `wgc`',
    npmScript: 'schema:print',
    hasPathsOfUser: true,
    load: () => import('./schema.ts'),
  },
  {
    name: 'reencrypt',
    summary: 'encrypts what is stored with the first of ENCRYPTION_KEYS',
    npmScript: 'reencrypt',
    hasPathsOfUser: false,
    load: () => import('./reencrypt.ts'),
  },
];
