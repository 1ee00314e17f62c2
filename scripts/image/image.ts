import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { parseDockerfile, type Stage, type Step } from './dockerfile.ts';
import { createIgnore } from './ignore-file.ts';

/** A stage whose steps have run. */
export interface Image {
  /** Its whole file system. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

interface Building extends Omit<Image, 'root'> {
  readonly layers: readonly string[];
}

export interface BuildOptions {
  /** The build context, with its Dockerfile. */
  readonly context: string;
  readonly target: string;
  /** An empty folder for layers, on a file system of its own. */
  readonly work: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Passed on to commands, as a build behind a proxy does. */
  readonly network: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

const BASE: Omit<Building, 'layers'> = {
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  folder: '/',
  user: '0:0',
  entrypoint: [],
  command: [],
  healthCheck: [],
  labels: {},
};

/**
 * Runs the steps of a Dockerfile up to a stage, each in a root of its own: an overlay over this machine's files, with the Node that runs
 * this script, which stands for the base image. Needs root, in a mount namespace that ends with the caller.
 */
export function buildImage(options: BuildOptions): Image {
  const { context, target, work, say } = options;
  const stages = parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'));
  const isLeftOut = createIgnore(readFileSync(join(context, '.dockerignore'), 'utf8'));
  const built = new Map<string, Image & { readonly layers: readonly string[] }>();

  function build(name: string): Image & { readonly layers: readonly string[] } {
    const before = built.get(name);
    if (before !== undefined) return before;
    const stage = stages.find((candidate) => candidate.name === name);
    if (stage === undefined) throw new Error(`The Dockerfile has no stage ${name}`);
    const isStage = stages.some((candidate) => candidate.name === stage.base);
    const start: Building = isStage ? build(stage.base) : { ...BASE, layers: [] };
    const { root, layer } = mountRoot(work, name, start.layers);
    if (!isStage) putNode(root);
    hide(root, context);
    const image = { ...runSteps(stage, start, root), root, layers: [...start.layers, layer] };
    built.set(name, image);
    return image;
  }

  function runSteps(stage: Stage, start: Building, root: string): Building {
    let image = start;
    let args: Readonly<Record<string, string>> = {};
    stage.steps.forEach((step, index) => {
      const startedMs = performance.now();
      if (step.kind === 'ARG') {
        const [name = '', value = ''] = step.text.split('=');
        args = { ...args, [name]: options.buildArgs[name] ?? value };
      } else if (step.kind === 'RUN') {
        inside(root, image.folder, { ...options.network, ...args, ...image.env }, step.command);
      } else if (step.kind === 'COPY') {
        copy(step, image.folder, root);
      } else {
        image = configured(image, step, args);
        if (step.kind === 'WORKDIR') mkdirSync(join(root, step.text), { recursive: true });
      }
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      say(`${stage.name} ${index + 1}/${stage.steps.length} ${brief(step)} (${seconds} s)`);
    });
    return image;
  }

  function copy({ from, sources, to }: Extract<Step, { kind: 'COPY' }>, folder: string, root: string): void {
    const source = from === null ? context : build(from).root;
    for (const path of sources) {
      const origin = join(source, path);
      const goal = join(root, posix.resolve(folder, to));
      const isFolder = statSync(origin).isDirectory();
      cpSync(origin, isFolder ? goal : join(goal, posix.basename(path)), {
        recursive: true,
        filter: (file) => from !== null || file === context || !isLeftOut(relative(context, file)),
      });
    }
  }

  return build(target);
}

function configured(image: Building, step: Step, args: Readonly<Record<string, string>>): Building {
  const known = { ...args, ...image.env };
  const written = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, text]) => [
        name,
        text.replace(/\$\{(\w+)\}/g, (_, variable) => known[variable] ?? ''),
      ]),
    );
  switch (step.kind) {
    case 'ENV':
      return { ...image, env: { ...image.env, ...written(step.values) } };
    case 'LABEL':
      return { ...image, labels: { ...image.labels, ...written(step.values) } };
    case 'WORKDIR':
      return { ...image, folder: posix.resolve(image.folder, step.text) };
    case 'USER':
      return { ...image, user: step.text };
    case 'ENTRYPOINT':
      return { ...image, entrypoint: step.args ?? [] };
    case 'CMD':
      return { ...image, command: step.args ?? [] };
    case 'HEALTHCHECK':
      return { ...image, healthCheck: step.args ?? [] };
    default:
      return image;
  }
}

function mountRoot(work: string, name: string, layers: readonly string[]): { root: string; layer: string } {
  const [root, layer, scratch] = ['root', 'layer', 'scratch'].map((part) => join(work, name, part));
  if (root === undefined || layer === undefined || scratch === undefined) throw new Error('never');
  for (const folder of [root, layer, scratch]) mkdirSync(folder, { recursive: true });
  const lower = [...layers.toReversed(), '/'].join(':');
  mount('-t', 'overlay', 'overlay', '-o', `lowerdir=${lower},upperdir=${layer},workdir=${scratch}`, root);
  mount('--bind', '/dev', join(root, 'dev'));
  mount('--bind', '/proc', join(root, 'proc'));
  return { root, layer };
}

/** What stands in the repository reaches a stage through COPY alone. */
function hide(root: string, context: string): void {
  mount('-t', 'tmpfs', 'hidden', join(root, context));
  mount('-t', 'tmpfs', 'temporary', join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
}

function putNode(root: string): void {
  const path = join(root, 'usr/local/bin/node');
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  copyFileSync(process.execPath, path);
  chmodSync(path, 0o755);
}

export function mount(...args: readonly string[]): void {
  execFileSync('mount', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function inside(root: string, folder: string, env: Readonly<Record<string, string>>, command: string): void {
  execFileSync('chroot', [root, 'env', `--chdir=${folder}`, '/bin/sh', '-c', command], {
    // A cache of npm's own: the one of this machine may change meanwhile.
    env: { HOME: '/root', npm_config_cache: '/tmp/npm', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function brief(step: Step): string {
  if (step.kind === 'RUN') return `RUN ${step.command.slice(0, 90)}`;
  if (step.kind === 'COPY') return `COPY ${step.from ?? ''} ${step.sources.join(' ')} ${step.to}`;
  return step.kind;
}
