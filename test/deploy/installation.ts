import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { parseDockerfile, type Step } from '../../scripts/image/dockerfile.ts';
import type { Parsed } from '../support/ask.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const KUBERNETES = join(ROOT, 'deploy/kubernetes');

export const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** A manifest, with its path below `deploy/kubernetes`. Untyped on purpose: its form is what is checked. */
export interface Manifest {
  readonly path: string;
  readonly manifest: Parsed;
}

/** All manifests of the cluster, those that Kustomize reads for itself apart. */
export function manifests(): readonly Manifest[] {
  return yamlFiles()
    .filter((path) => !path.endsWith('kustomization.yaml'))
    .flatMap((path) => documentsOf(readFileSync(path, 'utf8'), relative(KUBERNETES, path)));
}

export function documentsOf(text: string, path: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors.join(', ')}`);
    return { path, manifest: document.toJS() };
  });
}

export function yamlFiles(): readonly string[] {
  return readdirSync(KUBERNETES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => join(KUBERNETES, path))
    .sort();
}

/** The one manifest of a kind in a folder. */
export function only(kind: string, path: string): Parsed {
  const found = manifests().filter((entry) => entry.manifest.kind === kind && entry.path === path);
  if (found.length !== 1) throw new Error(`${path} has ${found.length} manifests of kind ${kind}`);
  return found[0]?.manifest;
}

export function settings(path: string): Readonly<Record<string, string>> {
  const lines = readFileSync(join(KUBERNETES, path), 'utf8').split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** What the example adds to the settings of the base. */
export function exampleSettings(): Readonly<Record<string, string>> {
  const [{ literals }] = parse(
    readFileSync(join(KUBERNETES, 'example/kustomization.yaml'), 'utf8'),
  ).configMapGenerator;
  return Object.fromEntries(literals.map((literal: string) => /^([^=]+)=(.*)$/.exec(literal)?.slice(1)));
}

/** The steps of the image's last stage. */
export function imageSteps(): readonly Step[] {
  return parseDockerfile(read('Dockerfile')).at(-1)?.steps ?? [];
}

export function imageEnvironment(): Readonly<Record<string, string>> {
  return Object.assign({}, ...imageSteps().map((step) => (step.kind === 'ENV' ? step.values : {})));
}
