import type { Config } from './config.ts';
import type { AuthConfig } from './identity/auth-config.ts';

/** What a process runs with, for its log: hosts, modes and limits. Of a secret only whether there is one, of an address neither credentials nor query. */
export function settingsInForce(config: Config): Readonly<Record<string, unknown>> {
  const { auth, cache, store, dbt, http } = config;
  return {
    listen: config.listen,
    auth: describeAuth(auth),
    store: store.kind === 'sqlite' ? `sqlite://${store.path}` : withoutSecrets(new URL(store.url)),
    cache: {
      outside: describeCache(cache),
      memoryBytes: cache.memoryBytes,
      ...(cache.kind === 'disk' ? { diskBytes: cache.diskBytes } : {}),
    },
    encryptionKeyIds: config.encryptionKeys.map(({ id }) => id),
    dbt: { ...dbt, allowedHosts: [...dbt.allowedHosts] },
    publicUrl: config.publicUrl,
    entityMapping: config.entityMapping,
    limits: config.limits,
    http,
    console: config.console !== null,
    coverage: config.coverage,
    introspection: config.introspection,
    logLevel: config.logLevel,
    traces: config.traces?.url ?? null,
  };
}

function describeAuth(auth: AuthConfig): Readonly<Record<string, unknown>> {
  switch (auth.mode) {
    case 'none':
      return { mode: auth.mode };
    case 'gateway':
      return { mode: auth.mode, adminScope: auth.adminScope, gatewaySecretAsked: true };
    case 'jwt': {
      const { mode, keys, issuer, audience, tenantClaim, scopeClaim, adminScope } = auth;
      return {
        mode,
        keys: keys.kind === 'jwks' ? withoutSecrets(keys.url) : keys.kind,
        ...{ issuer, audience, tenantClaim, scopeClaim, adminScope },
        gatewaySecretAsked: auth.gatewaySecrets !== null,
      };
    }
  }
}

function describeCache(cache: Config['cache']): string {
  if (cache.kind === 'memory') return 'none';
  return cache.kind === 'disk' ? `sqlite://${cache.path}` : withoutSecrets(new URL(cache.url));
}

function withoutSecrets({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}
