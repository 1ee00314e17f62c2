import type { ArtifactKind } from '../../memory/memory.ts';
import { kindOf } from '../artifact-name.ts';
import { ARTIFACT_FILES } from './pushed-artifact.ts';
import { PushRefusal } from './refusal.ts';

/** What a request pushes and where to. */
export type PushTarget =
  | { readonly environmentId: number; readonly form: 'archive' }
  | {
      readonly environmentId: number;
      readonly form: 'artifact';
      readonly file: string;
      readonly kind: ArtifactKind;
    };

const PATH = /^\/artifacts\/(\d{1,15})(?:\/([^/]*))?$/;

export function isPushPath(path: string): boolean {
  return path === '/artifacts' || path.startsWith('/artifacts/');
}

/** Throws a refusal for a path that takes nothing, and for a method that the path does not take. */
export function parseTarget(method: string, path: string): PushTarget {
  const [, id, file = ''] = PATH.exec(path) ?? [];
  if (id === undefined) {
    throw new PushRefusal(404, 'Pushes go to /artifacts/ENVIRONMENT, as in /artifacts/834.');
  }
  const environmentId = Number(id);
  if (file === '') {
    checkMethod(method, 'POST', 'An archive of target/ is sent by POST');
    return { environmentId, form: 'archive' };
  }
  const kind = kindOf(file);
  if (kind === null) {
    throw new PushRefusal(404, `A file that is pushed is called ${ARTIFACT_FILES}, with or without .gz.`);
  }
  checkMethod(method, 'PUT', 'One artifact is sent by PUT');
  return { environmentId, form: 'artifact', file, kind };
}

function checkMethod(method: string, allowed: string, sentence: string): void {
  if (method !== allowed) throw new PushRefusal(405, `${sentence}.`, { allow: allowed });
}
