import type { LoggedRequest } from '../../discovery/http/request-log.ts';
import type { Stack } from './start-stack.ts';

/** How often each environment was asked for its facts since the log was cleared, by environment id. */
export function callsByEnvironment({ discovery }: Stack): Readonly<Record<string, number>> {
  const calls: Record<string, number> = {};
  for (const { variables } of discovery.requests.discovery()) {
    const id = String(variables?.environmentId);
    calls[id] = (calls[id] ?? 0) + 1;
  }
  return calls;
}

/** The requests with this operation name, oldest first. */
export function callsNamed({ discovery }: Stack, operationName: string): readonly LoggedRequest[] {
  return discovery.requests.discovery().filter((request) => request.operationName === operationName);
}

/** Names of all operations since the log was cleared, sorted. */
export function operationNames({ discovery }: Stack): readonly (string | null)[] {
  return discovery.requests
    .discovery()
    .map(({ operationName }) => operationName)
    .sort();
}
