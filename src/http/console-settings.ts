import type { ConsoleConfig } from '../config.ts';
import type { AuthConfig } from '../identity/auth-config.ts';
import { GATEWAY_HEADERS, SECRET_HEADER } from '../identity/headers.ts';

/** How `_entities` is asked for a relation: fields that lead from the entity to each part of its name. */
export interface EntityShape {
  readonly typeName: string;
  /** What the owner's type calls the contributed field `dbt`. */
  readonly dbtField: string;
  /** Null where the owner knows no databases. */
  readonly database: readonly string[] | null;
  readonly schema: readonly string[];
  readonly name: readonly string[];
}

export interface ConsoleSettingsOptions {
  readonly config: ConsoleConfig;
  readonly auth: AuthConfig;
  readonly typePrefix: string;
  /** Null where relations cannot be written as entities. */
  readonly representation: EntityShape | null;
  readonly version: string;
}

/** What `/console/config.json` says to anybody: whatever stands here is no secret. */
export function consoleSettings({
  config,
  auth,
  typePrefix,
  representation,
  version,
}: ConsoleSettingsOptions) {
  return {
    version,
    authMode: auth.mode,
    adminScope: auth.mode === 'none' ? null : auth.adminScope,
    signIn: auth.mode === 'jwt' ? config.signIn : null,
    gatewayHeaders: gatewayHeadersOf(auth),
    typePrefix,
    representation,
  };
}

function gatewayHeadersOf(auth: AuthConfig): readonly string[] {
  if (auth.mode === 'gateway') return GATEWAY_HEADERS;
  return auth.mode === 'jwt' && auth.gatewaySecrets !== null ? [SECRET_HEADER] : [];
}
