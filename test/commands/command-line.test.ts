import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { COMMANDS } from '../../commands/table.ts';
import { runNode, runProgram } from './run-program.ts';

// A process loads all its modules: on a busy machine that alone takes half a minute.
vi.setConfig({ testTimeout: 120_000 });

const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('help names every command, and --version the version of the package', async () => {
  const { code, out, err } = await runProgram(['--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`^ +${name} +${summary}$`, 'm'));
  expect(await runProgram(['--version'])).toMatchObject({ code: 0, out: `${PACKAGE.version}\n`, err: '' });
});

test.each(COMMANDS.map(({ name }) => name))(
  '`%s --help` tells how it is used, and does nothing',
  async (name) => {
    const { code, out, err } = await runProgram([name, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Usage: npm (start|run )/);
  },
);

test.each([
  [['strat'], '`strat` is not a command of this program; did you mean `start`?'],
  [['serve'], '`serve` is not a command of this program; `npx dbt-metadata-subgraph --help` names them all.'],
  [['--prot', '1'], '`--prot` is not a flag of `npm start`, which has `--help` alone.'],
  [['reencrypt', '--hlp'], '`--hlp` is not a flag of `npm run reencrypt --`; did you mean `--help`?'],
  [
    ['discovery', '--enviroment', '1=x'],
    '`--enviroment` is not a flag of `npm run discovery --`; did you mean `--environment`?',
  ],
  [
    ['push', '--token-fil=x'],
    '`--token-fil` is not a flag of `npm run push --`; did you mean `--token-file`?',
  ],
  [['adapt', '--onwer', 'a'], '`--onwer` is not a flag of `npm run adapt --`; did you mean `--owner`?'],
  [
    ['schema', '-x'],
    '`-x` is not a flag of `npm run schema:print --`; `npm run schema:print -- --help` names them all.',
  ],
  [['start', 'now'], '`npm start` takes flags alone, and here a word belongs to none.'],
  [['discovery', '--port'], "Option '--port <value>' argument missing"],
])('%j ends with 2 and one sentence', async (args, sentence) => {
  expect(await runProgram(args)).toMatchObject({ code: 2, out: '', err: `${sentence}\n` });
});

test('each command is a script of package.json, which starts it from its sources', () => {
  for (const { name, npmScript } of COMMANDS) {
    expect(PACKAGE.scripts[npmScript]).toMatch(new RegExp(`\\bcommands/main\\.ts ${name}$`));
  }
});

test('`npm start` and the program of the package run the subgraph with the same flags of Node', () => {
  expect(PACKAGE.scripts.start.match(/--\S+/g)).toEqual(COMMANDS[0].nodeFlags);
});

const FIXTURE = 'test/commands/fixtures/with-node-flags.ts';

test.skipIf(process.platform === 'win32')(
  'flags of Node that a process lacks are given to it as the same process, with its arguments and variables',
  async () => {
    const { pid, out } = await runNode(['--no-warnings', FIXTURE, 'a b'], { MARKED: 'yes' });
    expect(JSON.parse(out)).toEqual({
      pid,
      execArgv: ['--no-warnings', '--max-semi-space-size=16'],
      args: ['a b'],
      marked: 'yes',
    });
  },
);

test('flags of Node that the operator chose stay', async () => {
  const chosen = await runNode(['--max-semi-space-size=4', FIXTURE]);
  expect(JSON.parse(chosen.out).execArgv).toEqual(['--max-semi-space-size=4']);
  const byVariable = await runNode([FIXTURE], { NODE_OPTIONS: '--max_semi_space_size=4' });
  expect(JSON.parse(byVariable.out).execArgv).toEqual([]);
});

test.each(['18.20.8', '22.18.0', '23.11.1'])(
  'Node %s is told in one sentence that it is too old',
  async (version) => {
    const bin = `${PACKAGE.bin['dbt-metadata-subgraph']}`;
    const args = ['--require', './test/commands/fixtures/pretend-node.cjs', bin, '--version'];
    expect(await runNode(args, { PRETENDED_NODE: version })).toMatchObject({
      code: 1,
      out: '',
      err: `dbt-metadata-subgraph needs Node.js 22.19 or newer, and this is ${version}: install Node.js 24 (https://nodejs.org).\n`,
    });
    expect(PACKAGE.engines.node).toBe('^22.19.0 || >=24');
  },
);
