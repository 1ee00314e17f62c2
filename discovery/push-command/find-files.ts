import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { artifactsAmong, kindOf } from '../arrivals/artifact-name.ts';
import { ARTIFACT_FILES } from '../arrivals/push/pushed-artifact.ts';

/** The artifacts among these folders and files. Throws an error that names what is not there. */
export async function findFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(findIn));
  return found.flat();
}

async function findIn(path: string): Promise<string[]> {
  if (!(await isFolder(path))) {
    if (kindOf(basename(path)) === null) throw new Error(`${path} is not called ${ARTIFACT_FILES}`);
    return [path];
  }
  const files = artifactsAmong(await readdir(path));
  if (files.length === 0) {
    throw new Error(`no ${ARTIFACT_FILES} in ${path}: give the folder that dbt wrote, usually target`);
  }
  return files.map(({ name }) => join(path, name));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new Error(`cannot read ${path}: give the folder that dbt wrote, usually target`, { cause });
  }
}
