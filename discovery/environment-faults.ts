import { parseLocation } from './arrivals/location.ts';
import { docsUrlFault } from './docs-url.ts';
import type { EnvironmentOptions } from './options.ts';

export interface EnvironmentFault {
  readonly field: 'id' | 'source' | 'headerFile' | 'target' | 'docsUrl' | 'pushToken' | 'notify';
  readonly message: string;
}

export interface Surroundings {
  /** Some token opens pushes to every environment. */
  readonly hasPushToken: boolean;
  /** Tokens that read. */
  readonly readingTokens: readonly string[];
}

/** What cannot be served of an environment, however it was written. */
export function faultsOf(environment: EnvironmentOptions, around: Surroundings): EnvironmentFault[] {
  const { id, artifactsPath, headerFile, target, docsUrl, pushToken, notify } = environment;
  const faults: EnvironmentFault[] = [];
  const add = (field: EnvironmentFault['field'], message: string) => faults.push({ field, message });
  const location = locationOf(artifactsPath, (message) => add('source', message));
  if (artifactsPath === undefined && pushToken === undefined && !around.hasPushToken) {
    add(
      'id',
      `environment ${id} has no source, and without a push token nothing can be pushed to it: give one of them`,
    );
  }
  if (headerFile !== undefined && location !== null && location !== 'https') {
    add('headerFile', `environment ${id}: a header file is for a source https://…/ alone`);
  }
  if (target !== undefined && !/^\S+$/.test(target)) {
    add('target', `environment ${id}: a target is a name of profiles.yml, without blanks, not "${target}"`);
  }
  if (docsUrl !== undefined) {
    const fault = docsUrlFault(docsUrl);
    if (fault !== null) add('docsUrl', `environment ${id}: ${fault}`);
  }
  if (pushToken !== undefined) {
    for (const message of pushTokenFaults(pushToken, around.readingTokens)) add('pushToken', message);
  }
  if (notify !== undefined && !isWebAddress(notify.url)) {
    add('notify', `environment ${id}: the address to notify must be http(s)://…, not "${notify.url}"`);
  }
  return faults;
}

export function pushTokenFaults(pushToken: string, readingTokens: readonly string[]): string[] {
  if (!/^\S+$/.test(pushToken)) return ['a push token must not be empty or hold blanks'];
  if (!readingTokens.includes(pushToken)) return [];
  return ['a push token must be another one than the token that reads: whoever reads would write'];
}

/** The type of a source that is written well or not at all; `'none'` for the latter. */
function locationOf(written: string | undefined, onFault: (message: string) => void): string | null {
  if (written === undefined) return 'none';
  try {
    return parseLocation(written).type;
  } catch (error) {
    onFault(error instanceof Error ? error.message : String(error));
    return null;
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
