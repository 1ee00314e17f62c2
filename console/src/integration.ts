/** The parts of the contributed graph that several pages read, as their queries select them. */

export interface Environment {
  readonly id: string;
  readonly name: string | null;
  readonly projectName: string | null;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

export type IntegrationStatus = 'CONNECTED' | 'TOKEN_REJECTED' | 'RATE_LIMITED' | 'UNREACHABLE';

export type EventAction =
  | 'CONFIGURED'
  | 'UPDATED'
  | 'TOKEN_ROTATED'
  | 'WEBHOOK_SECRET_SET'
  | 'REFRESHED'
  | 'REMOVED'
  | 'REFUSED';

export interface IntegrationEvent {
  readonly at: string;
  readonly actor: string | null;
  readonly action: EventAction;
  readonly detail: string | null;
}

/** `Production · shop`, as far as names are known; else the id. */
export function nameOfEnvironment(environment: Environment): string {
  const { id, name, projectName } = environment;
  return isNamed(environment) ? [name, projectName].filter(isText).join(' · ') : `Environment ${id}`;
}

/** Whether its name says more than its id, which then stands beside it. */
export function isNamed({ name, projectName }: Environment): boolean {
  return isText(name) || isText(projectName);
}

function isText(part: string | null): boolean {
  return part !== null && part !== '';
}
