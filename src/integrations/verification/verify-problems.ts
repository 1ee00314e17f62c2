import { AccessDeniedError } from '../../dbt/access-denied.ts';
import { DbtError, OwnBudgetError } from '../../dbt/errors.ts';
import { HostRefusedError } from '../../dbt/host-refused.ts';
import { likelyCauseOf } from '../../dbt/likely-cause.ts';
import type { IntegrationProblem } from '../problem.ts';

const TOKEN = ['input', 'serviceToken'];
const ENVIRONMENTS = ['input', 'environmentIds'];

/** What one of dbt's APIs answered, as something an admin can mend. Errors that are none of dbt's are thrown on. */
export function toProblem(
  error: unknown,
  api: 'admin' | 'discovery',
  isDiscoveryUrlTyped: boolean,
): IntegrationProblem {
  if (!(error instanceof DbtError)) throw error;
  if (error instanceof AccessDeniedError) return accessProblem(error.subject, api);
  // The refusal that other calls have met lately, and which kept this one from being made.
  if (error.code === 'DBT_TOKEN_REJECTED') return accessProblem('token', api);
  if (error.code === 'DBT_RATE_LIMITED') return rateProblem(error);
  const field = ['input', api === 'discovery' && isDiscoveryUrlTyped ? 'discoveryUrl' : 'apiHost'];
  if (error.cause instanceof HostRefusedError) {
    return {
      code: 'HOST_NOT_ALLOWED',
      field,
      message: `${error.message} A token is not sent there. Check the address, or have the operator add the host, with its port, to DBT_ALLOWED_HOSTS.`,
    };
  }
  const advice = hostAdvice(api, isDiscoveryUrlTyped);
  return { code: 'HOST_UNREACHABLE', field, message: unreachableMessage(error, advice) };
}

/** An admin whose host is right must not be sent to look for another one. */
function unreachableMessage(error: DbtError, advice: string): string {
  const what = toSentence(error.message);
  switch (likelyCauseOf(error)) {
    case 'host':
      return `${what} Check ${advice}.`;
    case 'outage':
      return `${what}${triesText(error)} The address looks right: try again in a minute.`;
    case 'unclear':
      return `${what}${triesText(error)} Try again in a minute; if that does not help, check ${advice}.`;
  }
}

/** A message may end with dbt's own words, which need no full stop of theirs. */
function toSentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}

function triesText({ tries }: DbtError): string {
  if (tries === 1) return '';
  return ` It was asked ${tries === 2 ? 'twice' : 'three times'}.`;
}

function accessProblem(
  subject: AccessDeniedError['subject'],
  api: 'admin' | 'discovery',
): IntegrationProblem {
  if (subject === 'address') {
    return {
      code: 'TOKEN_REJECTED',
      field: TOKEN,
      message:
        "dbt denies access to the account from this server's address. Add the address to the account's IP restrictions in dbt, or use a token of an account that has none.",
    };
  }
  if (subject === 'permission' && api === 'admin') {
    return {
      code: 'PERMISSION_MISSING',
      field: ENVIRONMENTS,
      message:
        'This token cannot list environments. Give it Job Viewer or Account Viewer, or enter environmentIds.',
    };
  }
  if (subject === 'permission') {
    return {
      code: 'PERMISSION_MISSING',
      field: TOKEN,
      message:
        'This token may not read metadata. Give it the permission set Metadata Only, Job Viewer or Account Viewer in dbt.',
    };
  }
  return {
    code: 'TOKEN_REJECTED',
    field: TOKEN,
    message:
      'dbt rejects this service token. Check that it was copied whole, that it has not been revoked, that it may read metadata (Metadata Only or more), and that it belongs to the account and region of the API host.',
  };
}

function rateProblem(error: DbtError): IntegrationProblem {
  const wait = error.retryAfterMs === null ? '5 minutes' : describeWait(error.retryAfterMs);
  const why =
    error instanceof OwnBudgetError
      ? "This subgraph's own budget of requests to dbt with this token is used up, so dbt was not asked."
      : 'dbt has had too many requests with this token.';
  return { code: 'RATE_LIMITED', field: TOKEN, message: `${why} Try again in ${wait}.` };
}

function describeWait(waitMs: number): string {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  if (seconds === 1) return '1 second';
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** Reads on after "check". */
function hostAdvice(api: 'admin' | 'discovery', isDiscoveryUrlTyped: boolean): string {
  if (api === 'admin') return "the API host against the Access URLs page of your dbt account's settings";
  return isDiscoveryUrlTyped
    ? "the Discovery URL against the Access URLs page of your dbt account's settings"
    : "the API host against the Access URLs page of your dbt account's settings, or enter the Discovery URL shown there as discoveryUrl";
}

export function environmentsNotFound(ids: readonly string[], discoveryUrl: string): IntegrationProblem {
  const { host } = new URL(discoveryUrl);
  const [subject, they] = ids.length === 1 ? ['environment', 'it'] : ['environments', 'they'];
  return {
    code: 'ENVIRONMENT_NOT_FOUND',
    field: ENVIRONMENTS,
    message: `${host} has no data for ${subject} ${ids.join(', ')}. Check the ids and the region of the API host, that ${they} belong${they === 'it' ? 's' : ''} to this account as deployment ${subject}, and that a job has run there.`,
  };
}

export function noProductionEnvironment(): IntegrationProblem {
  return {
    code: 'NO_ENVIRONMENTS',
    field: ENVIRONMENTS,
    message:
      'This token can list no environment that is marked as production. Mark one as production in dbt, give the token access to its project, or enter environmentIds.',
  };
}

export function noDataYet(count: number, discoveryUrl: string): IntegrationProblem {
  const { host } = new URL(discoveryUrl);
  const which = count === 1 ? 'the production environment' : `any of the ${count} production environments`;
  return {
    code: 'NO_ENVIRONMENTS',
    field: ENVIRONMENTS,
    message: `${host} has no data for ${which} yet. Run a job there, or enter environmentIds of environments in which jobs have run.`,
  };
}
