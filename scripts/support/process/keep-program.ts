import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { answerParent } from './channel.ts';

/** Runs a program that knows no channel, and ends it when the script is gone: `keep-program.ts <program> <arguments>`. */
const [, , program = '', ...args] = process.argv;
const kept = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
kept.once('error', () => process.exit(1));
kept.once('exit', () => process.exit(1));
process.once('exit', () => kept.kill('SIGKILL'));
createInterface(kept.stdout).on('line', (line) => process.stdout.write(`${line}\n`));
// Without a handler a signal would end this process and leave the program.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
answerParent({ pid: () => kept.pid ?? 0 });
