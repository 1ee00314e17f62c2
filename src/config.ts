import { createPublicKey, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { createReader, integer, parsedBy, type Reader, toUrl, trueOrFalse } from './config-reader.ts';
import { type ConsoleConfig, readConsole } from './console-config.ts';
import { type AllowedHosts, parseAllowedHost } from './dbt/allowed-hosts.ts';
import type { AuthConfig } from './identity/auth-config.ts';
import { isLoopback } from './identity/loopback.ts';
import { readTraces, type TraceConfig } from './trace-config.ts';

export type { ConsoleConfig } from './console-config.ts';

/** What the process runs with. A feature that is off is null. */
export interface Config {
  readonly listen: {
    readonly host: string;
    /** 0 = any free port. */
    readonly port: number;
    /** Of a listener for metrics and health alone; null where the other one serves them. 0 = any free port. */
    readonly metricsPort: number | null;
  };
  readonly auth: AuthConfig;
  readonly cache: OuterCacheConfig & {
    readonly memoryBytes: number;
    /** Bound of a cache on disk. */
    readonly diskBytes: number;
  };
  readonly store:
    | { readonly kind: 'sqlite' /** A path, or `:memory:`. */; readonly path: string }
    | { readonly kind: 'postgres'; readonly url: string };
  /** The first one encrypts, every one decrypts. Empty only with sqlite, which then keeps a key file of its own. */
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly dbt: {
    readonly allowedHosts: AllowedHosts;
    /** Discovery requests per host and token. */
    readonly requestsPerMinute: number;
    /** For one query of the graph, retries included. */
    readonly deadlineMs: number;
  };
  /** Without a trailing slash. */
  readonly publicUrl: string | null;
  /** A file that says how the owner's graph names tables and columns. */
  readonly entityMapping: string | null;
  readonly limits: Limits;
  readonly http: HttpConfig;
  /** The page for admins. */
  readonly console: ConsoleConfig | null;
  /** Whether it is remembered which tables are asked for. */
  readonly coverage: boolean;
  /** Whether callers may ask for the schema by introspection; `_service` tells it in any case. */
  readonly introspection: boolean;
  readonly logLevel: LogLevel;
  readonly traces: TraceConfig | null;
}

/** What outlives the process. */
type OuterCacheConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'disk' /** A path, or `:memory:`. */; readonly path: string }
  /** Shared by replicas. */
  | { readonly kind: 'redis'; readonly url: string };

const DEFAULT_CACHE: OuterCacheConfig = { kind: 'disk', path: 'data/cache.sqlite' };
const DEFAULT_STORE: Config['store'] = { kind: 'sqlite', path: 'data/integrations.sqlite' };

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** What one HTTP request may ask for, at most. */
export interface Limits {
  readonly bodyBytes: number;
  readonly queryDepth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Of one document, fragments written out. */
  readonly fields: number;
  /** Over all `_entities` fields of a request. */
  readonly references: number;
  /** References, times the fields that are selected of each. */
  readonly cost: number;
  readonly environmentIds: number;
}

interface HttpConfig {
  /** How long a connection may be idle between two requests. */
  readonly keepAliveMs: number;
  /** For how long a client may keep a whole answer to a query; 0 = not at all. */
  readonly maxAgeSeconds: number;
  /** Whether answers are compressed for clients that accept it. */
  readonly compress: boolean;
  /** How long requests are still served, though no longer asked for, by a process that was told to stop. */
  readonly drainMs: number;
}

const MB = 1024 * 1024;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that is wrong with the environment, one line each: variable, fault, remedy; never a value. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads all variables at once; an empty one counts as unset. Throws a ConfigError that names every problem. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const reader = createReader(env, problems);
  const store = reader.read('STORE_URL', storeUrl, DEFAULT_STORE);
  const cache = reader.read('CACHE_URL', cacheUrl, DEFAULT_CACHE);
  const host = reader.read('HOST', listenHost, '127.0.0.1');
  const auth = readAuth(reader, host);
  const config: Omit<Config, 'auth'> = {
    listen: {
      host,
      port: reader.read('PORT', integer(0, 65_535), 4001),
      metricsPort: reader.read('METRICS_PORT', integer(0, 65_535), null),
    },
    cache: {
      ...cache,
      memoryBytes: reader.read('CACHE_MEMORY_MB', integer(1, 65_536), 128) * MB,
      diskBytes: reader.read('CACHE_DISK_MB', integer(1, 1_048_576), 512) * MB,
    },
    store,
    encryptionKeys: reader.read('ENCRYPTION_KEYS', encryptionKeys, []),
    dbt: {
      allowedHosts: reader.read('DBT_ALLOWED_HOSTS', allowedHosts, new Set()),
      requestsPerMinute: reader.read('DBT_REQUESTS_PER_MINUTE', integer(1, 100_000), 400),
      deadlineMs: reader.read('DBT_DEADLINE_MS', integer(100, 120_000), 5000),
    },
    publicUrl: reader.read('PUBLIC_URL', httpUrl, null),
    entityMapping: reader.read('ENTITY_MAPPING', plainText, null),
    limits: {
      bodyBytes: reader.read('LIMIT_BODY_BYTES', integer(1024, 1_000_000_000), 2 * 1024 * 1024),
      queryDepth: reader.read('LIMIT_QUERY_DEPTH', integer(1, 1000), 15),
      aliases: reader.read('LIMIT_ALIASES', integer(0, 1_000_000), 200),
      rootFields: reader.read('LIMIT_ROOT_FIELDS', integer(1, 10_000), 20),
      fields: reader.read('LIMIT_FIELDS', integer(1, 100_000), 2_000),
      references: reader.read('LIMIT_REFERENCES', integer(1, 1_000_000), 10_000),
      cost: reader.read('LIMIT_COST', integer(1, 1_000_000_000), 500_000),
      environmentIds: reader.read('LIMIT_ENVIRONMENT_IDS', integer(1, 1000), 50),
    },
    http: {
      // Routers keep connections for up to ten minutes; closing earlier than they do would reset their requests.
      keepAliveMs: reader.read('KEEP_ALIVE_MS', integer(1000, 86_400_000), 620_000),
      maxAgeSeconds: reader.read('CACHE_CONTROL_MAX_AGE', integer(0, 86_400), 0),
      compress: reader.read('COMPRESS_ANSWERS', trueOrFalse, false),
      drainMs: reader.read('DRAIN_SECONDS', integer(0, 3600), 0) * 1000,
    },
    console: readConsole(reader, auth),
    coverage: reader.read('COVERAGE', trueOrFalse, true),
    introspection: reader.read('INTROSPECTION', trueOrFalse, auth?.mode === 'none'),
    logLevel: reader.read('LOG_LEVEL', z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
    traces: readTraces(reader),
  };
  const { port, metricsPort } = config.listen;
  if (metricsPort !== null && metricsPort !== 0 && metricsPort === port) {
    problems.push(
      'METRICS_PORT and PORT are the same. Give METRICS_PORT another port, or leave it out: then PORT serves the metrics, too.',
    );
  }
  if (store.kind === 'postgres' && !reader.isSet('ENCRYPTION_KEYS')) {
    problems.push(
      'ENCRYPTION_KEYS is required with a PostgreSQL store: tokens are never written in the clear. Set it to `id:key`, the key being 32 random bytes in base64 (`openssl rand -base64 32`).',
    );
  }
  if (cache.kind === 'disk' && store.kind === 'sqlite' && isSameFile(cache.path, store.path)) {
    problems.push(
      'CACHE_URL and STORE_URL name the same file. Give each one of its own: a cache may be thrown away at any time.',
    );
  }
  if (problems.length > 0 || auth === null) throw new ConfigError(problems);
  return { ...config, auth };
}

/** Null when a problem was found that leaves no way to know callers. */
function readAuth(reader: Reader, host: string): AuthConfig | null {
  const mode = reader.read('AUTH_MODE', authMode, reader.isSet('AUTH_MODE') ? null : 'jwt');
  const adminScope = reader.read('ADMIN_SCOPE', scopeName, 'dbt:admin');
  if (mode === null) return null;
  if (mode === 'none') {
    if (!isLoopback(host)) {
      reader.problem(
        'HOST must be a loopback address with AUTH_MODE=none, in which every caller is an admin. Set HOST to 127.0.0.1, or AUTH_MODE to jwt or gateway.',
      );
    }
    return { mode, host };
  }
  const secrets = reader.read('GATEWAY_SECRET', gatewaySecrets, null);
  if (mode === 'gateway') {
    if (!reader.isSet('GATEWAY_SECRET')) {
      reader.problem(
        'GATEWAY_SECRET is required with AUTH_MODE=gateway: without it anyone could write the identity headers. Set it here and have the gateway send it as x-gateway-secret.',
      );
    }
    return { mode, gatewaySecrets: secrets ?? [], adminScope };
  }
  const url = reader.read('JWT_JWKS_URL', jwksUrl, null);
  const key = reader.read('JWT_PUBLIC_KEY', publicKey, null);
  if (reader.isSet('JWT_JWKS_URL') === reader.isSet('JWT_PUBLIC_KEY')) {
    reader.problem(
      reader.isSet('JWT_JWKS_URL')
        ? 'JWT_JWKS_URL and JWT_PUBLIC_KEY are both set. Keep one of them.'
        : 'JWT_JWKS_URL or JWT_PUBLIC_KEY is required with AUTH_MODE=jwt. Set one of them, or for a trial on this machine AUTH_MODE=none.',
    );
  }
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE']) {
    if (!reader.isSet(name)) {
      reader.problem(
        `${name} is required with AUTH_MODE=jwt: a token made for someone else must not be accepted. Set it to what stands in the tokens as \`${name === 'JWT_ISSUER' ? 'iss' : 'aud'}\`.`,
      );
    }
  }
  const issuer = reader.read('JWT_ISSUER', plainText, null);
  const audience = reader.read('JWT_AUDIENCE', plainText, null);
  const tenantClaim = reader.read('TENANT_CLAIM', plainText, 'tenant');
  const scopeClaim = reader.read('SCOPE_CLAIM', plainText, 'scope');
  if (issuer === null || audience === null) return null;
  const rest = {
    mode,
    issuer,
    audience,
    gatewaySecrets: secrets,
    tenantClaim,
    scopeClaim,
    adminScope,
  } as const;
  if (key !== null) return { ...rest, keys: { kind: 'public-key', key } };
  return url === null ? null : { ...rest, keys: { kind: 'jwks', url } };
}

const plainText = parsedBy(
  (text) => (text.length <= 500 && !/\p{Cc}/u.test(text) ? text : null),
  'must be one line of at most 500 characters',
);
const authMode = z.enum(['jwt', 'gateway', 'none'], 'must be jwt, gateway or none');
const scopeName = parsedBy((text) => (/^\S+$/.test(text) ? text : null), 'must be one scope, without blanks');
const listenHost = parsedBy(
  (text) => (/^[a-z0-9.:_-]+$/i.test(text) ? text : null),
  'must be an address or a name to listen on, such as 127.0.0.1 or 0.0.0.0',
);

const httpUrl = parsedBy((text) => {
  const url = toUrl(text);
  const isPlain =
    url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && /^https?:$/.test(url.protocol) ? url.href.replace(/\/+$/, '') : null;
}, 'must be an https:// (or http://) address without credentials and query');

const jwksUrl = parsedBy((text) => {
  const url = toUrl(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return url.protocol === 'https:' || isLoopback(url.hostname) ? url : null;
}, 'must be an https:// address (http:// only on loopback): whoever can change its answer can make tokens');

const publicKey = parsedBy(
  toPublicKey,
  'must be a public key in PEM form: RSA of at least 2048 bits, EC or Ed25519. Line breaks may be written as \\n',
);

function toPublicKey(text: string): KeyObject | null {
  if (text.includes('PRIVATE KEY')) return null;
  try {
    const key = createPublicKey(text.replaceAll('\\n', '\n'));
    const isStrong =
      key.asymmetricKeyType === 'rsa'
        ? (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
        : key.asymmetricKeyType === 'ec' || key.asymmetricKeyType === 'ed25519';
    return isStrong ? key : null;
  } catch {
    return null;
  }
}

const MIN_SECRET_LENGTH = 16;

const gatewaySecrets = parsedBy((text) => {
  const secrets = text.split(',').map((secret) => secret.trim());
  const areUsable = secrets.every(
    (secret) => secret.length >= MIN_SECRET_LENGTH && /^[\x21-\x7e]+$/.test(secret),
  );
  return secrets.length <= 2 && areUsable ? secrets : null;
}, `must be a secret of at least ${MIN_SECRET_LENGTH} visible ASCII characters, or two with a comma between while it is being changed`);

const cacheUrl = parsedBy((text): OuterCacheConfig | null => {
  if (text === 'memory') return { kind: 'memory' };
  const path = sqlitePath(text);
  if (path !== null) return { kind: 'disk', path };
  const url = toUrl(text);
  const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
  return isRedis && url.hostname !== '' ? { kind: 'redis', url: text } : null;
}, 'must be sqlite://path, redis://host…, rediss://host…, or memory to keep nothing outside the process');

const storeUrl = parsedBy((text): Config['store'] | null => {
  const path = sqlitePath(text);
  if (path !== null) return { kind: 'sqlite', path };
  const url = toUrl(text);
  const isPostgres = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
  return isPostgres ? { kind: 'postgres', url: text } : null;
}, 'must be sqlite://path (relative paths as sqlite://data/file, absolute ones as sqlite:///data/file) or postgres://…');

function sqlitePath(text: string): string | null {
  return /^sqlite:\/\/(.+)$/.exec(text)?.[1] ?? null;
}

function isSameFile(one: string, other: string): boolean {
  return one !== ':memory:' && resolve(one) === resolve(other);
}

const encryptionKeys = parsedBy((text): EncryptionKey[] | null => {
  const keys = text.split(',').flatMap((entry) => toEncryptionKey(entry.trim()) ?? []);
  const isWhole = keys.length === text.split(',').length;
  return isWhole && new Set(keys.map(({ id }) => id)).size === keys.length ? keys : null;
}, 'must be `id:key` entries with commas between, each id once, each key 32 bytes in base64 (`openssl rand -base64 32`)');

function toEncryptionKey(entry: string): EncryptionKey | null {
  const match = /^([A-Za-z0-9._-]{1,64}):([A-Za-z0-9+/_-]{43}=?)$/.exec(entry);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const key = Buffer.from(match[2], 'base64');
  return key.length === 32 ? { id: match[1], key } : null;
}

const allowedHosts = parsedBy((text): AllowedHosts | null => {
  const origins = text.split(',').map(parseAllowedHost);
  return origins.every((origin) => origin !== null) ? new Set(origins) : null;
}, 'must be hosts with commas between, such as dbt.example.com, dbt.example.com:8443 or http://localhost:4010');
