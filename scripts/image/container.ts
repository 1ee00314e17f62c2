import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Image } from './image.ts';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

export interface ContainerOptions {
  readonly image: Image;
  readonly identity: Identity;
  readonly env: Readonly<Record<string, string>>;
}

/** What ran in place of a container. */
export interface Container {
  /** Resolves with the address in its log. */
  listening(): Promise<string>;
  /** Resolves with exit code and signal. */
  stop(): Promise<unknown[]>;
}

/** Starts the entry point of an image with its command, as a user without any right. */
export function startContainer(options: ContainerOptions): Container {
  const { image } = options;
  const child = spawn(...asUser(options, [...image.entrypoint, ...image.command]), {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = addressOf(child);
  return {
    listening: () => url,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Runs one command beside the program. Resolves with its exit code. */
export function runInside(options: ContainerOptions, command: readonly string[]): number | null {
  const { status } = spawnSync(...asUser(options, command), { env: environmentOf(options), stdio: 'ignore' });
  return status;
}

function environmentOf({ image, env }: ContainerOptions): Record<string, string> {
  return { HOME: '/', ...image.env, ...env };
}

function asUser(
  { image, identity }: ContainerOptions,
  command: readonly string[],
): [string, readonly string[]] {
  const rights = ['--clear-groups', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
  const user = [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, ...rights];
  return ['chroot', [image.root, 'setpriv', ...user, 'env', `--chdir=${image.folder}`, ...command]];
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The program has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line);
    if (typeof said.url === 'string') {
      child.stdout.resume();
      return new URL(said.url).origin;
    }
  }
  throw new Error('The program ended before it listened');
}
