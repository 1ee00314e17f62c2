import type { ConnectedEnvironment } from '../integration.ts';
import type { IntegrationProblem } from '../problem.ts';

/** Where one dbt account answers. The URLs carry scheme and port. */
export interface HostAddresses {
  readonly apiHost: string;
  readonly adminUrl: string;
  readonly discoveryUrl: string;
}

/** Normalises what an admin typed, without asking the network; problems point into `input`. */
export type ParseHost = (typed: {
  readonly apiHost: string;
  readonly discoveryUrl: string | null;
}) =>
  | { readonly ok: true; readonly host: HostAddresses }
  | { readonly ok: false; readonly errors: readonly IntegrationProblem[] };

export interface VerifyInput {
  readonly apiHost: string;
  /** Null derives it from `apiHost`. */
  readonly discoveryUrl: string | null;
  /** Null takes every production environment that the token can list. */
  readonly environmentIds: readonly string[] | null;
  readonly serviceToken: string;
}

export type VerifyResult =
  | {
      readonly ok: true;
      readonly host: HostAddresses;
      readonly environments: readonly ConnectedEnvironment[];
    }
  | { readonly ok: false; readonly errors: readonly IntegrationProblem[] };

/** Tries a token on a host: host, token, permission, environments, in this order; problems point into `input`. */
export type Verify = (input: VerifyInput) => Promise<VerifyResult>;
