/** One tenant's connection to dbt: what is stored, and what the reading half is told of it. Instants are RFC 3339 text in UTC. */

/** A text encrypted with AES-256-GCM; the parts are base64. `keyId` names the key, so that keys can be rotated. */
export interface Sealed {
  readonly keyId: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

/** A deployment environment, as it was when the integration was verified. */
export interface ConnectedEnvironment {
  readonly id: string;
  readonly name: string | null;
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly adapterType: string | null;
  /** Null where the token may not list environments, and for dbt Core. */
  readonly accountId: string | null;
  /** `production`, `staging`, or null for a general deployment and where the token may not list environments. */
  readonly deploymentType: string | null;
  /** Where the dbt docs of a dbt Core project are served; null elsewhere. */
  readonly docsUrl: string | null;
}

/** An environment of a connection, with the origin of the host that a browser finds it at. */
export interface ReachedEnvironment extends ConnectedEnvironment {
  readonly adminUrl: string;
}

/** The stored record. One per tenant; replaced whole, never patched. */
export interface Integration {
  readonly id: string;
  readonly tenant: string;
  /** Grows by one with every change; compared in the database itself. */
  readonly revision: number;
  /** Normalised host (with port where one was given), e.g. `ab123.us1.dbt.com`. */
  readonly apiHost: string;
  /** `http:` only for hosts that the operator's allow-list names with that scheme. */
  readonly adminUrl: string;
  readonly discoveryUrl: string;
  readonly serviceToken: Sealed;
  /** The last four characters, after dots. */
  readonly tokenPreview: string;
  readonly tokenSetAt: string;
  readonly tokenSetBy: string | null;
  /** Highest priority first. */
  readonly environments: readonly ConnectedEnvironment[];
  readonly webhookSecret: Sealed | null;
  readonly configuredAt: string;
  readonly configuredBy: string | null;
  readonly updatedAt: string;
}

/** What the reading half needs to ask dbt. Lives in memory only: it holds the token in the clear. */
export interface Connection {
  readonly tenant: string;
  readonly integrationId: string;
  readonly revision: number;
  readonly discoveryUrl: string;
  readonly serviceToken: string;
  readonly environments: readonly ReachedEnvironment[];
}

/** The latest request to dbt about an environment that failed. The message never holds a secret. */
export interface EnvironmentFailure {
  /** One of the DBT_ codes. */
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

/** How far what is known of one environment is, and whether dbt answers for it. */
export interface EnvironmentState {
  readonly environmentId: string;
  readonly status: 'NOT_READ' | 'LOADING' | 'READY' | 'STALE' | 'FAILED';
  /** Nodes with a relation that are known; while LOADING, rows that have come. */
  readonly nodes: number;
  readonly lastReadAt: string | null;
  /** The later of dbt's own marks and of when a change was told. */
  readonly lastChangedAt: string | null;
  /** dbt's own mark of change of what its jobs have built. */
  readonly lastUpdatedAt: string | null;
  /** Null while unknown. */
  readonly hasCatalog: boolean | null;
  readonly lastFailure: EnvironmentFailure | null;
}

/** What became of the webhook's deliveries; kept beside the record, like health. */
export interface WebhookDeliveries {
  readonly lastAcceptedAt: string | null;
  readonly lastRefusedAt: string | null;
  /** Why, in a sentence for an admin. */
  readonly lastRefusal: string | null;
}

/** What reads met lately; kept beside the record, so that it changes without a new revision. */
export interface IntegrationHealth {
  readonly status: 'CONNECTED' | 'TOKEN_REJECTED' | 'RATE_LIMITED' | 'UNREACHABLE';
  readonly lastSucceededAt: string | null;
  readonly lastFailure: { readonly code: string; readonly message: string; readonly at: string } | null;
  readonly rateLimitedUntil: string | null;
  readonly tokenLastUsedAt: string | null;
}

export type IntegrationAction =
  | 'CONFIGURED'
  | 'UPDATED'
  | 'TOKEN_ROTATED'
  | 'WEBHOOK_SECRET_SET'
  | 'REFRESHED'
  | 'REMOVED'
  | 'REFUSED';

/** Audit trail: who did what, never with a secret in it. */
export interface IntegrationEvent {
  readonly at: string;
  readonly actor: string | null;
  readonly action: IntegrationAction;
  readonly detail: string | null;
}
