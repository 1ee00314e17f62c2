import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ContributedTable, ContributedColumn } from '../loaders/contributed.ts';
import type { TableMetadata, TableMatchRecord } from '../loaders/table-facts.ts';
import type { NodeRecord, EnvironmentRecord, RunRecord } from '../loaders/node-record.ts';
import type { Freshness, TestFact, TestSummary } from '../facts/facts.ts';
import type { UpstreamRecord, UpstreamSourceRecord, UpstreamFailureRecord } from '../loaders/upstream-record.ts';
import type { ColumnFacts, ColumnMetadata, ColumnMatchRecord } from '../loaders/column-facts.ts';
import type { Integration } from '../integrations/integration.ts';
import type { CoverageReport } from '../coverage/report.ts';
import type { RequestContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** RFC 3339 instant in UTC, to the millisecond. */
  DateTime: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** A column of a relation, owned by the catalogue's subgraph. This subgraph contributes what dbt knows of it. */
export type Column = {
  readonly __typename?: 'Column';
  /** How the column was matched, and everything else dbt knows of it. */
  readonly dbt?: Maybe<DbtColumnMetadata>;
  /**
   * The description written in the dbt project, Markdown as it stands there; never the warehouse's comment. Where the node that answers has
   * none, that of a source over the same relation. Null when there is none.
   */
  readonly dbtDescription?: Maybe<Scalars['String']['output']>;
  /** Tests of this column, worst outcome first. Null when the table is not matched, empty when the column has no tests. */
  readonly dbtTests?: Maybe<ReadonlyArray<DbtTest>>;
  /** The refresh time of the column's table. */
  readonly lastRefreshedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly name: Scalars['String']['output'];
  readonly table: Table;
};


/** A column of a relation, owned by the catalogue's subgraph. This subgraph contributes what dbt knows of it. */
export type ColumnDbtTestsArgs = {
  filter?: InputMaybe<DbtTestFilter>;
};

export type ConfigureDbtIntegrationPayload = {
  readonly __typename?: 'ConfigureDbtIntegrationPayload';
  readonly integration?: Maybe<DbtIntegration>;
  /** What an admin should know of a change that was made: the order of environments that nobody ordered, a webhook that has no address. Mostly empty. */
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
  readonly userErrors: ReadonlyArray<DbtIntegrationError>;
};

export type DbtBudget = {
  readonly __typename?: 'DbtBudget';
  /** Until then dbt is not asked: it has set a rate limit, or failed again and again. Null while it is asked. */
  readonly circuitOpenUntil?: Maybe<Scalars['DateTime']['output']>;
  /** So many requests are made within a minute, at most. */
  readonly perMinute: Scalars['Int']['output'];
  /** Within the last sixty seconds: an estimate, in which the minute before fades out. */
  readonly usedThisMinute: Scalars['Int']['output'];
  /** Since midnight UTC. Kept in Redis, or in memory: without Redis a restart begins anew; so does another host or token. */
  readonly usedToday: Scalars['Int']['output'];
};

/** A column as dbt knows it, for callers that come through its table. */
export type DbtColumn = {
  readonly __typename?: 'DbtColumn';
  /** The same as `Column.dbt`. */
  readonly dbt?: Maybe<DbtColumnMetadata>;
  /** The same as `Column.dbtDescription`. */
  readonly dbtDescription?: Maybe<Scalars['String']['output']>;
  /** The same as `Column.dbtTests`. */
  readonly dbtTests?: Maybe<ReadonlyArray<DbtTest>>;
  /** As it was asked for; without `names`, as dbt's catalog spells it. */
  readonly name: Scalars['String']['output'];
};


/** A column as dbt knows it, for callers that come through its table. */
export type DbtColumnDbtTestsArgs = {
  filter?: InputMaybe<DbtTestFilter>;
};

export type DbtColumnMatch = {
  readonly __typename?: 'DbtColumnMatch';
  /** One sentence for a person: why this status, and what to do about it. */
  readonly reason: Scalars['String']['output'];
  /**
   * EXACT, FOLDED (without regard to case), AMBIGUOUS (several columns differ only by case), NOT_IN_DBT (the table is matched, the column is
   * unknown) or CATALOG_NOT_GENERATED. Of a table that is not matched: its own status where that is NOT_CONFIGURED or UNAVAILABLE, else
   * TABLE_NOT_MATCHED.
   */
  readonly status: DbtMatchStatus;
};

/** What dbt knows of one column. */
export type DbtColumnMetadata = {
  readonly __typename?: 'DbtColumnMetadata';
  /** When these facts were read from dbt. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** Type as the warehouse's catalog names it. */
  readonly dataType?: Maybe<Scalars['String']['output']>;
  /** Position in the table, from 1. */
  readonly index?: Maybe<Scalars['Int']['output']>;
  readonly match: DbtColumnMatch;
  readonly meta?: Maybe<Scalars['JSON']['output']>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  readonly testSummary: DbtTestSummary;
};

/**
 * Which tables the catalogue asked for, and which of them dbt knows. Only references count: a table that a request names in `_entities`, or whose
 * columns it names, once for each request; `dbtLookup` does not count. Kept are, for 24 hours, names and how often they were asked for; what dbt
 * says of them is found anew for each answer, so a table that was put right counts as matched at once. Removing the integration forgets them.
 */
export type DbtCoverage = {
  readonly __typename?: 'DbtCoverage';
  /** Number of tables that were asked for. Two spellings of one relation are two tables; so is one relation in two choices of environments. */
  readonly asked: Scalars['Int']['output'];
  /**
   * Why tables may be missing or their counts too low, for a person, and what to do about it; null where nothing is missing. Remembered are
   * 10000 tables of each tenant, by each replica and in each hour: of more, those that were asked for least and longest ago are forgotten. A
   * table that was forgotten is counted anew when it is asked for again, so counts are never too high.
   */
  readonly incompleteReason?: Maybe<Scalars['String']['output']>;
  /** Number of those that have dbt's facts: EXACT, FOLDED, WILDCARD or CONFLICT. */
  readonly matched: Scalars['Int']['output'];
  /**
   * Start of what is covered: the beginning of the hour 24 hours ago, or a later start. Without Redis that is the start of this process, which
   * remembers nothing of the one before; with Redis, the moment at which the first of the replicas began to count for this tenant.
   */
  readonly since: Scalars['DateTime']['output'];
  /** One for each status that any of the tables has, most tables first. */
  readonly statuses: ReadonlyArray<DbtCoverageStatus>;
  /** Tables of these statuses (all but EXACT, FOLDED and WILDCARD when left out), most asked first, then by name. `first` is 1 to 1000. */
  readonly tables: ReadonlyArray<DbtCoverageTable>;
};


/**
 * Which tables the catalogue asked for, and which of them dbt knows. Only references count: a table that a request names in `_entities`, or whose
 * columns it names, once for each request; `dbtLookup` does not count. Kept are, for 24 hours, names and how often they were asked for; what dbt
 * says of them is found anew for each answer, so a table that was put right counts as matched at once. Removing the integration forgets them.
 */
export type DbtCoverageTablesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  statuses?: InputMaybe<ReadonlyArray<DbtMatchStatus>>;
};

export type DbtCoverageStatus = {
  readonly __typename?: 'DbtCoverageStatus';
  readonly status: DbtMatchStatus;
  readonly tables: Scalars['Int']['output'];
};

export type DbtCoverageTable = {
  readonly __typename?: 'DbtCoverageTable';
  /** As the catalogue names it; null where it names no database. */
  readonly database?: Maybe<Scalars['String']['output']>;
  /** Environments in which an entity mapping looks for the table; null where it chooses none. */
  readonly environmentIds?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  readonly lastAskedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly reason: Scalars['String']['output'];
  readonly schema: Scalars['String']['output'];
  /** What dbt says of the table now. */
  readonly status: DbtMatchStatus;
  /** Requests that named the table or one of its columns, since `since`. */
  readonly timesAsked: Scalars['Int']['output'];
};

/** A deployment environment of the dbt account. */
export type DbtEnvironment = {
  readonly __typename?: 'DbtEnvironment';
  /** Warehouse adapter, e.g. snowflake; null where the environment has no warehouse connection. */
  readonly adapterType?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  /** When dbt last changed what it knows of this environment. */
  readonly lastUpdatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly name?: Maybe<Scalars['String']['output']>;
  readonly projectId?: Maybe<Scalars['ID']['output']>;
  readonly projectName?: Maybe<Scalars['String']['output']>;
};

export type DbtEnvironmentReadStatus =
  /** Nothing is known, and dbt fails; see lastFailure. A read that failed is tried again for a while, and whenever somebody asks. */
  | 'FAILED'
  /** The first read is under way; until it is done tables of this environment are UNAVAILABLE. */
  | 'LOADING'
  /** Nobody has asked yet, and nothing is remembered. */
  | 'NOT_READ'
  /** What is known is served, and the latest request to dbt was answered. */
  | 'READY'
  /** What is known is served while dbt fails, for 24 hours after `lastReadAt`; see lastFailure. */
  | 'STALE';

export type DbtEnvironmentState = {
  readonly __typename?: 'DbtEnvironmentState';
  readonly environment: DbtEnvironment;
  /**
   * Whether any job has generated docs: without, no columns are known. Judged by a few nodes that come with the first page of the index; null
   * until that was read, or where the environment has no models and sources.
   */
  readonly hasCatalog?: Maybe<Scalars['Boolean']['output']>;
  /** When dbt last said that something changed: by its own marks, by its webhook, or by the check for changes. */
  readonly lastChangedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The latest request about this environment that failed, also when others have succeeded since. */
  readonly lastFailure?: Maybe<DbtIntegrationFailure>;
  /** When the facts that are served were read. */
  readonly lastReadAt?: Maybe<Scalars['DateTime']['output']>;
  /** Nodes with a relation that are known; while LOADING, nodes that have come so far. */
  readonly nodes: Scalars['Int']['output'];
  readonly status: DbtEnvironmentReadStatus;
};

export type DbtFreshness = {
  readonly __typename?: 'DbtFreshness';
  readonly basis: DbtFreshnessBasis;
  readonly lastAttemptStatus?: Maybe<Scalars['String']['output']>;
  readonly lastAttemptedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Same value as lastRefreshedAt. */
  readonly refreshedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Sources only: when that check looked. */
  readonly sourceCheckedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Sources only: the verdict of the latest freshness check. Null without such a check. */
  readonly sourceStatus?: Maybe<DbtSourceStatus>;
  /** Why refreshedAt is null, for a person; null when it is not. */
  readonly unknownReason?: Maybe<Scalars['String']['output']>;
};

export type DbtFreshnessBasis =
  /** The last successful build of a table, an incremental or another materialised model. */
  | 'MODEL_BUILD'
  | 'SEED_LOAD'
  | 'SNAPSHOT'
  /** The newest row seen by the source's latest freshness check. */
  | 'SOURCE_MAX_LOADED_AT'
  | 'UNKNOWN'
  /** When the view's definition was last rebuilt; its data is as fresh as what it reads. */
  | 'VIEW_DEFINITION';

/**
 * The four levels of dbt Catalog's health signals. A known fault goes before UNKNOWN, UNKNOWN before CAUTION. `healthReasons` lists what is
 * not met.
 */
export type DbtHealth =
  /**
   * Of a model, seed or snapshot: no successful build in 30 days, the last attempt skipped or cancelled, no data tests, a test that warns or
   * has no verdict, the freshness of a source over the same table warns, no description. Of a source: its freshness warns, is not configured
   * or was not checked for 30 days, a test warns or has no verdict, no description.
   */
  | 'CAUTION'
  /**
   * A data test fails or errs; the freshness of the source, or of one over the same table, is in error. Of a model, seed or snapshot also: the
   * last build failed, or the freshness of a source over the same table is configured and was not checked for 30 days.
   */
  | 'DEGRADED'
  /** None of the criteria below applies. */
  | 'HEALTHY'
  /** Not matched; or no run has processed the model, seed or snapshot and none of its tests has a verdict. */
  | 'UNKNOWN';

export type DbtIntegration = {
  readonly __typename?: 'DbtIntegration';
  readonly apiHost: Scalars['String']['output'];
  /**
   * Requests to dbt's Discovery API with this host and token, those of verification included: of all replicas together where there is Redis,
   * else of the process that answers. The Admin API has a limit of its own and is not counted. Reading it asks dbt for nothing.
   */
  readonly budget: DbtBudget;
  readonly configuredAt: Scalars['DateTime']['output'];
  readonly configuredBy?: Maybe<Scalars['String']['output']>;
  readonly discoveryUrl: Scalars['String']['output'];
  /**
   * How far each environment is read and whether dbt answers for it, in the order of `environments`. Reading it asks dbt for nothing and is no
   * use of the facts. A process tells what it holds itself, what stands in the cache that replicas share or that outlived a restart, and the
   * failures that other replicas have met.
   */
  readonly environmentStates: ReadonlyArray<DbtEnvironmentState>;
  /** Highest priority first, as they were named when last verified. `lastUpdatedAt` is known once the environment was read. */
  readonly environments: ReadonlyArray<DbtEnvironment>;
  /** The latest events of the tenant's audit trail, newest first, earlier integrations included. `first` is 1 to 100; dbtIntegrationEvents pages through all. */
  readonly events: ReadonlyArray<DbtIntegrationEvent>;
  readonly id: Scalars['ID']['output'];
  /** The latest failure, also when reads have succeeded since. A newly verified token or host starts without one. */
  readonly lastFailure?: Maybe<DbtIntegrationFailure>;
  /** When dbt last answered; at most a few seconds behind while reads succeed. */
  readonly lastSucceededAt?: Maybe<Scalars['DateTime']['output']>;
  /** When dbt is asked again; null unless a rate limit is in force. */
  readonly rateLimitedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Grows with every change, and is never used again, also not after a removal. */
  readonly revision: Scalars['Int']['output'];
  /** Write-only: shown is a preview. */
  readonly serviceToken: DbtServiceToken;
  /** What the latest verification or read has met. */
  readonly status: DbtIntegrationStatus;
  readonly updatedAt: Scalars['DateTime']['output'];
  /** What became of dbt's deliveries to webhookUrl, the same on every replica within some seconds; null until a secret is set. */
  readonly webhook?: Maybe<DbtWebhookState>;
  readonly webhookSecretSet: Scalars['Boolean']['output'];
  /** Where to point dbt's webhook; null until a public URL is configured. */
  readonly webhookUrl?: Maybe<Scalars['String']['output']>;
  /** Why webhookUrl is null and who can change that; null where there is an address. */
  readonly webhookUrlUnknownReason?: Maybe<Scalars['String']['output']>;
};


export type DbtIntegrationEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type DbtIntegrationAction =
  | 'CONFIGURED'
  | 'REFRESHED'
  /**
   * An attempt that was refused: a caller without the admin scope, a host that is not allowed, a token or permission that dbt refuses. At most
   * one a minute and actor is written down; `detail` says which field was called and why it was refused, never what was typed.
   */
  | 'REFUSED'
  | 'REMOVED'
  | 'TOKEN_ROTATED'
  | 'UPDATED'
  | 'WEBHOOK_SECRET_SET';

export type DbtIntegrationError = {
  readonly __typename?: 'DbtIntegrationError';
  readonly code: DbtIntegrationErrorCode;
  /** Path into the arguments, e.g. ["input", "apiHost"]; null where no argument is at fault. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly message: Scalars['String']['output'];
};

export type DbtIntegrationErrorCode =
  /** The host holds nothing under an environment id. */
  | 'ENVIRONMENT_NOT_FOUND'
  /** The host is none of dbt's own and not on the operator's allow-list, or resolves to an address that is not public. */
  | 'HOST_NOT_ALLOWED'
  | 'HOST_UNREACHABLE'
  | 'INVALID_INPUT'
  /** There is no integration to change. */
  | 'NOT_CONFIGURED'
  /** The token can list no production environment that has data. */
  | 'NO_ENVIRONMENTS'
  /** The token lacks a permission, e.g. to list environments. */
  | 'PERMISSION_MISSING'
  /** dbt's limit of requests is used up; try again later. */
  | 'RATE_LIMITED'
  /** Someone else changed the integration since it was read. */
  | 'REVISION_CONFLICT'
  | 'TOKEN_REJECTED'
  /** There is no stored token, or it must not be sent to the given host. */
  | 'TOKEN_REQUIRED';

/** Audit trail: who did what, never with a secret in it. */
export type DbtIntegrationEvent = {
  readonly __typename?: 'DbtIntegrationEvent';
  readonly action: DbtIntegrationAction;
  readonly actor?: Maybe<Scalars['String']['output']>;
  readonly at: Scalars['DateTime']['output'];
  readonly detail?: Maybe<Scalars['String']['output']>;
};

export type DbtIntegrationEventConnection = {
  readonly __typename?: 'DbtIntegrationEventConnection';
  /** Where this page ends, to be passed as `after`; null when there are no events. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly events: ReadonlyArray<DbtIntegrationEvent>;
  readonly hasNextPage: Scalars['Boolean']['output'];
};

export type DbtIntegrationFailure = {
  readonly __typename?: 'DbtIntegrationFailure';
  readonly at: Scalars['DateTime']['output'];
  /** One of the DBT_ error codes. */
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
};

export type DbtIntegrationInput = {
  /** Any host dbt shows: access URL, API host or Discovery host, with or without scheme and path. */
  readonly apiHost: Scalars['String']['input'];
  /** Discovery URL as dbt's Access URLs page shows it, where it cannot be derived from apiHost. Left out, it is derived, also where another one was stored. */
  readonly discoveryUrl?: InputMaybe<Scalars['String']['input']>;
  /** Ids of deployment environments, highest priority first, 50 at most. Left out: every production environment the token can list, by the name of its project, then by its id. */
  readonly environmentIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Refuses the change if someone else changed the integration since. 0 expects that there is none yet. Left out, the last one to save wins. */
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /** Required when creating, and whenever apiHost or discoveryUrl changes: the stored token is never sent to another host. Otherwise the stored token stays when this is left out. */
  readonly serviceToken?: InputMaybe<Scalars['String']['input']>;
};

export type DbtIntegrationStatus =
  | 'CONNECTED'
  /** dbt's limit of requests is used up; see rateLimitedUntil. */
  | 'RATE_LIMITED'
  /** dbt refuses the token: rotate it. */
  | 'TOKEN_REJECTED'
  /** dbt cannot be reached, is too slow, or answers with something that cannot be used; see lastFailure. */
  | 'UNREACHABLE';

export type DbtMatch = {
  readonly __typename?: 'DbtMatch';
  /** Every node that claims the table, best first. */
  readonly candidates: ReadonlyArray<DbtNode>;
  /** One sentence for a person: why this status, and what to do about it. */
  readonly reason: Scalars['String']['output'];
  readonly status: DbtMatchStatus;
};

/** One enum for tables and columns, so that a selection over both is valid. */
export type DbtMatchStatus =
  /** Several nodes fit equally; none was chosen. */
  | 'AMBIGUOUS'
  /** Columns only: no job of the environment has generated docs for the table, so dbt knows none of its columns. */
  | 'CATALOG_NOT_GENERATED'
  /**
   * Several environments build the table, or the catalogue names no database and they have it in several: the environment of highest priority
   * answers.
   */
  | 'CONFLICT'
  /** A node has exactly this relation. */
  | 'EXACT'
  /** Matched by the warehouse's own case rule; a column, without regard to case. */
  | 'FOLDED'
  /** Declared in dbt, but no run has built it yet. */
  | 'NOT_BUILT'
  /** No dbt integration is configured for the caller's tenant. */
  | 'NOT_CONFIGURED'
  /** No node of the integration's environments has this relation; the table is matched, but dbt does not know the column. */
  | 'NOT_IN_DBT'
  /** Columns only: the column's table is not matched; see Table.dbt.match. */
  | 'TABLE_NOT_MATCHED'
  /** dbt could not be asked and nothing is remembered. */
  | 'UNAVAILABLE'
  /** Matched a sharded source such as events_*. */
  | 'WILDCARD';

/** A node of a dbt project that has a relation in the warehouse. */
export type DbtNode = {
  readonly __typename?: 'DbtNode';
  readonly compiledCode?: Maybe<Scalars['String']['output']>;
  /**
   * Where the relation stands in the warehouse, each part as dbt spells it, without quotes: what dbtLookup finds the node by. The database is
   * null where dbt names none, all three are null where the node has no relation.
   */
  readonly database?: Maybe<Scalars['String']['output']>;
  readonly environment: DbtEnvironment;
  /** The alias of a model, seed or snapshot, the identifier of a source; the node's name where dbt gives neither. */
  readonly identifier?: Maybe<Scalars['String']['output']>;
  /** The last attempt, whatever came of it. */
  readonly lastRun?: Maybe<DbtRun>;
  /** The run that built the relation as it is now. */
  readonly lastSuccessfulRun?: Maybe<DbtRun>;
  /** table, view, incremental, ... for models; null for other nodes. */
  readonly materialization?: Maybe<Scalars['String']['output']>;
  readonly meta?: Maybe<Scalars['JSON']['output']>;
  /** The node's name in the project; the warehouse's name may be an alias or identifier unlike it. */
  readonly name: Scalars['String']['output'];
  /** Who owns the relation, as the warehouse's catalog says. */
  readonly owner?: Maybe<Scalars['String']['output']>;
  readonly packageName?: Maybe<Scalars['String']['output']>;
  readonly rawCode?: Maybe<Scalars['String']['output']>;
  /** The relation as dbt renders it, quoting included. Null for sources, seeds and snapshots, which the API does not tell it of. */
  readonly relationName?: Maybe<Scalars['String']['output']>;
  readonly resourceType: DbtResourceType;
  readonly schema?: Maybe<Scalars['String']['output']>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** dbt's id of the node, unique within its environment. */
  readonly uniqueId: Scalars['ID']['output'];
  /**
   * Its page in dbt Catalog, for environments of type production or staging; for dbt Core its page in the project's dbt docs, where the Discovery
   * API tells their address. Null where neither is known: a token that may not list environments does not tell account and type, nor does an
   * integration that was saved before they were remembered.
   */
  readonly url?: Maybe<Scalars['String']['output']>;
};

export type DbtResourceType =
  | 'MODEL'
  | 'SEED'
  | 'SNAPSHOT'
  | 'SOURCE';

export type DbtRun = {
  readonly __typename?: 'DbtRun';
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly durationSeconds?: Maybe<Scalars['Float']['output']>;
  readonly error?: Maybe<Scalars['String']['output']>;
  readonly jobId?: Maybe<Scalars['ID']['output']>;
  readonly runId?: Maybe<Scalars['ID']['output']>;
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly status?: Maybe<Scalars['String']['output']>;
  /** Its page in dbt platform; null where account or project are not known, and for dbt Core. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

export type DbtServiceToken = {
  readonly __typename?: 'DbtServiceToken';
  /** When dbt last saw it, whatever it made of it. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The last four characters, after dots; of a token shorter than 8 characters only the dots. */
  readonly preview: Scalars['String']['output'];
  readonly setAt: Scalars['DateTime']['output'];
  readonly setBy?: Maybe<Scalars['String']['output']>;
};

export type DbtSourceStatus =
  | 'ERROR'
  | 'PASS'
  | 'UNKNOWN'
  | 'WARN';

/** What dbt knows of one table. */
export type DbtTableMetadata = {
  readonly __typename?: 'DbtTableMetadata';
  /** When these facts were read from dbt. Older than usual while dbt cannot be reached. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Every column dbt knows of the table, in the catalog's order; with `names`, one entry for each of them, in that order, each matched as a
   * Column would be. For graphs whose columns have no link to their table, and in one fetch for all others. Null unless the table is matched,
   * empty where dbt has no catalog of it.
   */
  readonly columns?: Maybe<ReadonlyArray<DbtColumn>>;
  /** The same text as `Table.dbtDescription`, for callers who come through dbtLookup. */
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly freshness: DbtFreshness;
  readonly health: DbtHealth;
  /** Each criterion of dbt Catalog's that is not met, one sentence each, worst first. One sentence when UNKNOWN, empty when HEALTHY. */
  readonly healthReasons: ReadonlyArray<Scalars['String']['output']>;
  readonly match: DbtMatch;
  /** The node that answers for this table; null unless matched. */
  readonly node?: Maybe<DbtNode>;
  readonly testSummary: DbtTestSummary;
  /** The same as `Table.dbtTests`. */
  readonly tests?: Maybe<ReadonlyArray<DbtTest>>;
  /** What the table is made of; null unless matched. */
  readonly upstream?: Maybe<DbtUpstream>;
};


/** What dbt knows of one table. */
export type DbtTableMetadataColumnsArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


/** What dbt knows of one table. */
export type DbtTableMetadataTestsArgs = {
  filter?: InputMaybe<DbtTestFilter>;
};

/** A test of a dbt project, with its last known verdict. */
export type DbtTest = {
  readonly __typename?: 'DbtTest';
  /** The column the test is declared on; null for tests of the whole table and for tests that name several columns. */
  readonly columnName?: Maybe<Scalars['String']['output']>;
  readonly description?: Maybe<Scalars['String']['output']>;
  readonly executedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Rows that broke the assertion, at most 2147483647. Null when the latest attempt is not the one that gave the verdict. */
  readonly failures?: Maybe<Scalars['Int']['output']>;
  readonly jobId?: Maybe<Scalars['ID']['output']>;
  readonly kind: DbtTestKind;
  readonly message?: Maybe<Scalars['String']['output']>;
  readonly name: Scalars['String']['output'];
  readonly outcome: DbtTestOutcome;
  /** Taken before the data it judges was last refreshed. */
  readonly outdated: Scalars['Boolean']['output'];
  readonly runId?: Maybe<Scalars['ID']['output']>;
  readonly severity?: Maybe<DbtTestSeverity>;
  /** For generic tests: not_null, unique, relationships, dbt_utils.expression_is_true ... */
  readonly testName?: Maybe<Scalars['String']['output']>;
  /** dbt's id of the test, unique within its environment. */
  readonly uniqueId: Scalars['ID']['output'];
};

export type DbtTestFilter = {
  /** Data tests by default; unit tests judge code, not rows. */
  readonly kinds?: InputMaybe<ReadonlyArray<DbtTestKind>>;
  /** Only tests with one of these outcomes; all when left out. */
  readonly outcomes?: InputMaybe<ReadonlyArray<DbtTestOutcome>>;
};

export type DbtTestKind =
  | 'GENERIC'
  | 'SINGULAR'
  | 'UNIT';

export type DbtTestOutcome =
  | 'ERROR'
  | 'FAIL'
  /** Never executed, or only compiled: there is no verdict. */
  | 'NOT_RUN'
  | 'PASS'
  | 'SKIPPED'
  | 'WARN';

export type DbtTestRollup =
  | 'ERROR'
  | 'FAIL'
  | 'NO_TESTS'
  | 'PASS'
  /** Tests exist, but none has a verdict. */
  | 'UNKNOWN'
  | 'WARN';

export type DbtTestSeverity =
  | 'ERROR'
  | 'WARN';

/** Data tests only. `outcome` is the worst of them, in dbt's order: error, fail, warn, pass. */
export type DbtTestSummary = {
  readonly __typename?: 'DbtTestSummary';
  readonly errored: Scalars['Int']['output'];
  readonly failed: Scalars['Int']['output'];
  readonly notRun: Scalars['Int']['output'];
  readonly outcome: DbtTestRollup;
  readonly outdated: Scalars['Int']['output'];
  readonly passed: Scalars['Int']['output'];
  readonly skipped: Scalars['Int']['output'];
  readonly total: Scalars['Int']['output'];
  readonly warned: Scalars['Int']['output'];
};

/**
 * What a table is made of: all source ancestors, through any number of models, seeds and snapshots. A source that is a builder's relation in
 * another environment of the integration is followed through that builder.
 */
export type DbtUpstream = {
  readonly __typename?: 'DbtUpstream';
  /** As fresh as the stalest source: the oldest known maxLoadedAt of the source ancestors. A source is its own only source. */
  readonly dataAsOf?: Maybe<Scalars['DateTime']['output']>;
  /** Nodes upstream whose last build failed or whose data tests fail or err, nearest first, at most 50. */
  readonly failing: ReadonlyArray<DbtUpstreamFailure>;
  /** Why dataAsOf is null, or what it leaves out, for a person. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** How many source ancestors there are. */
  readonly sourceCount: Scalars['Int']['output'];
  /** Worst verdict of the source ancestors whose freshness is configured; null when there are none. */
  readonly sourceStatus?: Maybe<DbtSourceStatus>;
  /** Stalest first; those of unknown load time last. At most 1000. */
  readonly sources: ReadonlyArray<DbtUpstreamSource>;
  /** Of how many of them the load time is unknown. */
  readonly unknownSources: Scalars['Int']['output'];
};


/**
 * What a table is made of: all source ancestors, through any number of models, seeds and snapshots. A source that is a builder's relation in
 * another environment of the integration is followed through that builder.
 */
export type DbtUpstreamSourcesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type DbtUpstreamFailure = {
  readonly __typename?: 'DbtUpstreamFailure';
  /** Edges between it and this table, from 1. */
  readonly distance: Scalars['Int']['output'];
  readonly node: DbtNode;
  /** What is wrong with it, for a person. */
  readonly reason: Scalars['String']['output'];
};

export type DbtUpstreamSource = {
  readonly __typename?: 'DbtUpstreamSource';
  readonly checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The newest row that its freshness check saw. */
  readonly maxLoadedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly node: DbtNode;
  /** The verdict of that check; null without one. */
  readonly status?: Maybe<DbtSourceStatus>;
};

export type DbtWebhookState = {
  readonly __typename?: 'DbtWebhookState';
  /** When a signed event of an environment that is read last came; one that dbt delivers again counts, too. */
  readonly lastAcceptedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why, in a sentence that says what to do. */
  readonly lastRefusal?: Maybe<Scalars['String']['output']>;
  /** When a call was last refused, or an event came that is of no use. */
  readonly lastRefusedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Verifies, then creates the integration or replaces it whole. Nothing changes unless verification succeeds. The id, the webhook
   * secret and, where `serviceToken` is left out, the token stay; everything else is what this input says.
   */
  readonly configureDbtIntegration: ConfigureDbtIntegrationPayload;
  /** Forgets what was read from dbt, so that the next reads are fresh. While dbt cannot be reached there is nothing to serve then. */
  readonly refreshDbtMetadata: RefreshDbtMetadataPayload;
  /** Deletes the integration, its token and everything that was read with it. The audit trail stays. Other replicas stop answering within 5 seconds. */
  readonly removeDbtIntegration: RemoveDbtIntegrationPayload;
  /** Verifies the new token on the stored host and its environments, then puts it in place of the old one. */
  readonly rotateDbtServiceToken: ConfigureDbtIntegrationPayload;
  /** Sets the secret that signs dbt's webhooks (8 to 512 characters, as dbt shows it) or, with null, clears it. Without one, every webhook is refused. */
  readonly setDbtWebhookSecret: ConfigureDbtIntegrationPayload;
  /**
   * Tries the credentials and reports what they reach; stores nothing. Without `serviceToken` the stored one is tried, on the stored
   * host only.
   */
  readonly verifyDbtIntegration: VerifyDbtIntegrationPayload;
};


export type MutationConfigureDbtIntegrationArgs = {
  input: DbtIntegrationInput;
};


export type MutationRotateDbtServiceTokenArgs = {
  expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  serviceToken: Scalars['String']['input'];
};


export type MutationSetDbtWebhookSecretArgs = {
  secret?: InputMaybe<Scalars['String']['input']>;
};


export type MutationVerifyDbtIntegrationArgs = {
  input: DbtIntegrationInput;
};

export type Query = {
  readonly __typename?: 'Query';
  /** Which tables the catalogue asked for in the last 24 hours, and which of them dbt knows; of all replicas together where they share Redis. */
  readonly dbtCoverage: DbtCoverage;
  /** The caller's tenant's integration; null when there is none. A store that cannot be read is an error, STORE_UNAVAILABLE, and never null alone. */
  readonly dbtIntegration?: Maybe<DbtIntegration>;
  /**
   * Audit trail of the tenant, newest first, readable without an integration and after its removal. `first` is 1 to 100; `after` is the
   * `endCursor` of the page before, and stands while new events come. Kept are the tenant's latest 10000 events; of refused attempts the
   * latest 1000 of these, so that they never push out what was changed.
   */
  readonly dbtIntegrationEvents: DbtIntegrationEventConnection;
  /** Explains how a relation is matched, without going through the catalog. */
  readonly dbtLookup?: Maybe<DbtTableMetadata>;
};


export type QueryDbtIntegrationEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryDbtLookupArgs = {
  database?: InputMaybe<Scalars['String']['input']>;
  name: Scalars['String']['input'];
  schema: Scalars['String']['input'];
};

export type RefreshDbtMetadataPayload = {
  readonly __typename?: 'RefreshDbtMetadataPayload';
  readonly integration?: Maybe<DbtIntegration>;
  readonly userErrors: ReadonlyArray<DbtIntegrationError>;
};

export type RemoveDbtIntegrationPayload = {
  readonly __typename?: 'RemoveDbtIntegrationPayload';
  /** Entries deleted from the cache that outlives the process; where there is none, from memory. What that cache cannot take now is deleted when it can, and not counted. */
  readonly purgedEntries: Scalars['Int']['output'];
  /** False when there was nothing to remove. */
  readonly removed: Scalars['Boolean']['output'];
  readonly userErrors: ReadonlyArray<DbtIntegrationError>;
};

/**
 * A relation of the warehouse, owned by the catalogue's subgraph. This subgraph contributes what dbt knows of it.
 *
 * The natural key composes with every owner's shape. Its price: nothing in this subgraph returns Table.
 */
export type Table = {
  readonly __typename?: 'Table';
  /** Database, catalog or project of the warehouse. Empty or null when the owner knows none. */
  readonly database: Scalars['String']['output'];
  /** How the table was matched, and everything else dbt knows of it. */
  readonly dbt?: Maybe<DbtTableMetadata>;
  /**
   * The description written in the dbt project, Markdown as it stands there. Where the node that answers has none, that of a source over the
   * same relation. Null when there is none, or when no dbt node answers for the table (`dbt.match` says why).
   */
  readonly dbtDescription?: Maybe<Scalars['String']['output']>;
  /**
   * Tests of the table and of its columns, worst outcome first; `columnName` tells which column. Null when no dbt node answers for the table,
   * empty when the node has no tests.
   */
  readonly dbtTests?: Maybe<ReadonlyArray<DbtTest>>;
  /**
   * When the table's data was last refreshed, as far as dbt knows: the last successful build of a model, seed or snapshot, the newest row
   * seen by a source's freshness check. Null when unknown; `dbt.freshness` gives the basis or the reason.
   */
  readonly lastRefreshedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly name: Scalars['String']['output'];
  readonly schema: Scalars['String']['output'];
};


/**
 * A relation of the warehouse, owned by the catalogue's subgraph. This subgraph contributes what dbt knows of it.
 *
 * The natural key composes with every owner's shape. Its price: nothing in this subgraph returns Table.
 */
export type TableDbtTestsArgs = {
  filter?: InputMaybe<DbtTestFilter>;
};

export type VerifyDbtIntegrationPayload = {
  readonly __typename?: 'VerifyDbtIntegrationPayload';
  /** In the order in which they would be read: the first answers where two of them build one table. */
  readonly environments: ReadonlyArray<DbtEnvironment>;
  /** What an admin should know of what was found: the order of environments that nobody ordered. Mostly empty. */
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
  readonly userErrors: ReadonlyArray<DbtIntegrationError>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Column: Column;
  Table: Table;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Column:
    ( { __typename: 'Column' }
    & GraphQLRecursivePick<FederationTypes['Column'], {"table":{"database":true,"schema":true,"name":true},"name":true}> );
  Table:
    ( { __typename: 'Table' }
    & GraphQLRecursivePick<FederationTypes['Table'], {"database":true,"schema":true,"name":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Column: ResolverTypeWrapper<ContributedColumn>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ConfigureDbtIntegrationPayload: ResolverTypeWrapper<Omit<ConfigureDbtIntegrationPayload, 'integration'> & { integration?: Maybe<ResolversTypes['DbtIntegration']> }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DbtBudget: ResolverTypeWrapper<DbtBudget>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  DbtColumn: ResolverTypeWrapper<ColumnFacts>;
  DbtColumnMatch: ResolverTypeWrapper<ColumnMatchRecord>;
  DbtColumnMetadata: ResolverTypeWrapper<ColumnMetadata>;
  DbtCoverage: ResolverTypeWrapper<CoverageReport>;
  DbtCoverageStatus: ResolverTypeWrapper<DbtCoverageStatus>;
  DbtCoverageTable: ResolverTypeWrapper<DbtCoverageTable>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  DbtEnvironment: ResolverTypeWrapper<EnvironmentRecord>;
  DbtEnvironmentReadStatus: DbtEnvironmentReadStatus;
  DbtEnvironmentState: ResolverTypeWrapper<Omit<DbtEnvironmentState, 'environment'> & { environment: ResolversTypes['DbtEnvironment'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  DbtFreshness: ResolverTypeWrapper<Freshness>;
  DbtFreshnessBasis: DbtFreshnessBasis;
  DbtHealth: DbtHealth;
  DbtIntegration: ResolverTypeWrapper<Integration>;
  DbtIntegrationAction: DbtIntegrationAction;
  DbtIntegrationError: ResolverTypeWrapper<DbtIntegrationError>;
  DbtIntegrationErrorCode: DbtIntegrationErrorCode;
  DbtIntegrationEvent: ResolverTypeWrapper<DbtIntegrationEvent>;
  DbtIntegrationEventConnection: ResolverTypeWrapper<DbtIntegrationEventConnection>;
  DbtIntegrationFailure: ResolverTypeWrapper<DbtIntegrationFailure>;
  DbtIntegrationInput: DbtIntegrationInput;
  DbtIntegrationStatus: DbtIntegrationStatus;
  DbtMatch: ResolverTypeWrapper<TableMatchRecord>;
  DbtMatchStatus: DbtMatchStatus;
  DbtNode: ResolverTypeWrapper<NodeRecord>;
  DbtResourceType: DbtResourceType;
  DbtRun: ResolverTypeWrapper<RunRecord>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  DbtServiceToken: ResolverTypeWrapper<DbtServiceToken>;
  DbtSourceStatus: DbtSourceStatus;
  DbtTableMetadata: ResolverTypeWrapper<TableMetadata>;
  DbtTest: ResolverTypeWrapper<TestFact>;
  DbtTestFilter: DbtTestFilter;
  DbtTestKind: DbtTestKind;
  DbtTestOutcome: DbtTestOutcome;
  DbtTestRollup: DbtTestRollup;
  DbtTestSeverity: DbtTestSeverity;
  DbtTestSummary: ResolverTypeWrapper<TestSummary>;
  DbtUpstream: ResolverTypeWrapper<UpstreamRecord>;
  DbtUpstreamFailure: ResolverTypeWrapper<UpstreamFailureRecord>;
  DbtUpstreamSource: ResolverTypeWrapper<UpstreamSourceRecord>;
  DbtWebhookState: ResolverTypeWrapper<DbtWebhookState>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshDbtMetadataPayload: ResolverTypeWrapper<Omit<RefreshDbtMetadataPayload, 'integration'> & { integration?: Maybe<ResolversTypes['DbtIntegration']> }>;
  RemoveDbtIntegrationPayload: ResolverTypeWrapper<RemoveDbtIntegrationPayload>;
  Table: ResolverTypeWrapper<ContributedTable>;
  VerifyDbtIntegrationPayload: ResolverTypeWrapper<Omit<VerifyDbtIntegrationPayload, 'environments'> & { environments: ReadonlyArray<ResolversTypes['DbtEnvironment']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Column: ContributedColumn;
  String: Scalars['String']['output'];
  ConfigureDbtIntegrationPayload: Omit<ConfigureDbtIntegrationPayload, 'integration'> & { integration?: Maybe<ResolversParentTypes['DbtIntegration']> };
  DateTime: Scalars['DateTime']['output'];
  DbtBudget: DbtBudget;
  Int: Scalars['Int']['output'];
  DbtColumn: ColumnFacts;
  DbtColumnMatch: ColumnMatchRecord;
  DbtColumnMetadata: ColumnMetadata;
  DbtCoverage: CoverageReport;
  DbtCoverageStatus: DbtCoverageStatus;
  DbtCoverageTable: DbtCoverageTable;
  ID: Scalars['ID']['output'];
  DbtEnvironment: EnvironmentRecord;
  DbtEnvironmentState: Omit<DbtEnvironmentState, 'environment'> & { environment: ResolversParentTypes['DbtEnvironment'] };
  Boolean: Scalars['Boolean']['output'];
  DbtFreshness: Freshness;
  DbtIntegration: Integration;
  DbtIntegrationError: DbtIntegrationError;
  DbtIntegrationEvent: DbtIntegrationEvent;
  DbtIntegrationEventConnection: DbtIntegrationEventConnection;
  DbtIntegrationFailure: DbtIntegrationFailure;
  DbtIntegrationInput: DbtIntegrationInput;
  DbtMatch: TableMatchRecord;
  DbtNode: NodeRecord;
  DbtRun: RunRecord;
  Float: Scalars['Float']['output'];
  DbtServiceToken: DbtServiceToken;
  DbtTableMetadata: TableMetadata;
  DbtTest: TestFact;
  DbtTestFilter: DbtTestFilter;
  DbtTestSummary: TestSummary;
  DbtUpstream: UpstreamRecord;
  DbtUpstreamFailure: UpstreamFailureRecord;
  DbtUpstreamSource: UpstreamSourceRecord;
  DbtWebhookState: DbtWebhookState;
  JSON: Scalars['JSON']['output'];
  Mutation: Record<PropertyKey, never>;
  Query: Record<PropertyKey, never>;
  RefreshDbtMetadataPayload: Omit<RefreshDbtMetadataPayload, 'integration'> & { integration?: Maybe<ResolversParentTypes['DbtIntegration']> };
  RemoveDbtIntegrationPayload: RemoveDbtIntegrationPayload;
  Table: ContributedTable;
  VerifyDbtIntegrationPayload: Omit<VerifyDbtIntegrationPayload, 'environments'> & { environments: ReadonlyArray<ResolversParentTypes['DbtEnvironment']> };
};

export type ColumnResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Column'] = ResolversParentTypes['Column'], FederationReferenceType extends FederationReferenceTypes['Column'] = FederationReferenceTypes['Column']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Column']> | FederationReferenceType, FederationReferenceType, ContextType>;
  dbt?: Resolver<Maybe<ResolversTypes['DbtColumnMetadata']>, ParentType, ContextType>;
  dbtDescription?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dbtTests?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DbtTest']>>, ParentType, ContextType, Partial<ColumnDbtTestsArgs>>;
  lastRefreshedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ConfigureDbtIntegrationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConfigureDbtIntegrationPayload'] = ResolversParentTypes['ConfigureDbtIntegrationPayload']> = {
  integration?: Resolver<Maybe<ResolversTypes['DbtIntegration']>, ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['DbtIntegrationError']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DbtBudgetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtBudget'] = ResolversParentTypes['DbtBudget']> = {
  circuitOpenUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  perMinute?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  usedThisMinute?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  usedToday?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DbtColumnResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtColumn'] = ResolversParentTypes['DbtColumn']> = {
  dbt?: Resolver<Maybe<ResolversTypes['DbtColumnMetadata']>, ParentType, ContextType>;
  dbtDescription?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dbtTests?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DbtTest']>>, ParentType, ContextType, Partial<DbtColumnDbtTestsArgs>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DbtColumnMatchResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtColumnMatch'] = ResolversParentTypes['DbtColumnMatch']> = {
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DbtMatchStatus'], ParentType, ContextType>;
};

export type DbtColumnMetadataResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtColumnMetadata'] = ResolversParentTypes['DbtColumnMetadata']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dataType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  index?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  match?: Resolver<ResolversTypes['DbtColumnMatch'], ParentType, ContextType>;
  meta?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  testSummary?: Resolver<ResolversTypes['DbtTestSummary'], ParentType, ContextType>;
};

export type DbtCoverageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtCoverage'] = ResolversParentTypes['DbtCoverage']> = {
  asked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  incompleteReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  matched?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  statuses?: Resolver<ReadonlyArray<ResolversTypes['DbtCoverageStatus']>, ParentType, ContextType>;
  tables?: Resolver<ReadonlyArray<ResolversTypes['DbtCoverageTable']>, ParentType, ContextType, RequireFields<DbtCoverageTablesArgs, 'first'>>;
};

export type DbtCoverageStatusResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtCoverageStatus'] = ResolversParentTypes['DbtCoverageStatus']> = {
  status?: Resolver<ResolversTypes['DbtMatchStatus'], ParentType, ContextType>;
  tables?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DbtCoverageTableResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtCoverageTable'] = ResolversParentTypes['DbtCoverageTable']> = {
  database?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  environmentIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  lastAskedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  schema?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DbtMatchStatus'], ParentType, ContextType>;
  timesAsked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DbtEnvironmentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtEnvironment'] = ResolversParentTypes['DbtEnvironment']> = {
  adapterType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUpdatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  projectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  projectName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DbtEnvironmentStateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtEnvironmentState'] = ResolversParentTypes['DbtEnvironmentState']> = {
  environment?: Resolver<ResolversTypes['DbtEnvironment'], ParentType, ContextType>;
  hasCatalog?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  lastChangedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastFailure?: Resolver<Maybe<ResolversTypes['DbtIntegrationFailure']>, ParentType, ContextType>;
  lastReadAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  nodes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DbtEnvironmentReadStatus'], ParentType, ContextType>;
};

export type DbtFreshnessResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtFreshness'] = ResolversParentTypes['DbtFreshness']> = {
  basis?: Resolver<ResolversTypes['DbtFreshnessBasis'], ParentType, ContextType>;
  lastAttemptStatus?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastAttemptedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  sourceCheckedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  sourceStatus?: Resolver<Maybe<ResolversTypes['DbtSourceStatus']>, ParentType, ContextType>;
  unknownReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DbtIntegrationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtIntegration'] = ResolversParentTypes['DbtIntegration']> = {
  apiHost?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  budget?: Resolver<ResolversTypes['DbtBudget'], ParentType, ContextType>;
  configuredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  configuredBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  discoveryUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  environmentStates?: Resolver<ReadonlyArray<ResolversTypes['DbtEnvironmentState']>, ParentType, ContextType>;
  environments?: Resolver<ReadonlyArray<ResolversTypes['DbtEnvironment']>, ParentType, ContextType>;
  events?: Resolver<ReadonlyArray<ResolversTypes['DbtIntegrationEvent']>, ParentType, ContextType, RequireFields<DbtIntegrationEventsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastFailure?: Resolver<Maybe<ResolversTypes['DbtIntegrationFailure']>, ParentType, ContextType>;
  lastSucceededAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  rateLimitedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  serviceToken?: Resolver<ResolversTypes['DbtServiceToken'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DbtIntegrationStatus'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  webhook?: Resolver<Maybe<ResolversTypes['DbtWebhookState']>, ParentType, ContextType>;
  webhookSecretSet?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  webhookUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  webhookUrlUnknownReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DbtIntegrationErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtIntegrationError'] = ResolversParentTypes['DbtIntegrationError']> = {
  code?: Resolver<ResolversTypes['DbtIntegrationErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DbtIntegrationEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtIntegrationEvent'] = ResolversParentTypes['DbtIntegrationEvent']> = {
  action?: Resolver<ResolversTypes['DbtIntegrationAction'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DbtIntegrationEventConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtIntegrationEventConnection'] = ResolversParentTypes['DbtIntegrationEventConnection']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  events?: Resolver<ReadonlyArray<ResolversTypes['DbtIntegrationEvent']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DbtIntegrationFailureResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtIntegrationFailure'] = ResolversParentTypes['DbtIntegrationFailure']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DbtMatchResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtMatch'] = ResolversParentTypes['DbtMatch']> = {
  candidates?: Resolver<ReadonlyArray<ResolversTypes['DbtNode']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DbtMatchStatus'], ParentType, ContextType>;
};

export type DbtNodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtNode'] = ResolversParentTypes['DbtNode']> = {
  compiledCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  database?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['DbtEnvironment'], ParentType, ContextType>;
  identifier?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastRun?: Resolver<Maybe<ResolversTypes['DbtRun']>, ParentType, ContextType>;
  lastSuccessfulRun?: Resolver<Maybe<ResolversTypes['DbtRun']>, ParentType, ContextType>;
  materialization?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  meta?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  packageName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rawCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  relationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resourceType?: Resolver<ResolversTypes['DbtResourceType'], ParentType, ContextType>;
  schema?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  uniqueId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DbtRunResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtRun'] = ResolversParentTypes['DbtRun']> = {
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  jobId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  runId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DbtServiceTokenResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtServiceToken'] = ResolversParentTypes['DbtServiceToken']> = {
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  preview?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  setAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  setBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DbtTableMetadataResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtTableMetadata'] = ResolversParentTypes['DbtTableMetadata']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  columns?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DbtColumn']>>, ParentType, ContextType, Partial<DbtTableMetadataColumnsArgs>>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['DbtFreshness'], ParentType, ContextType>;
  health?: Resolver<ResolversTypes['DbtHealth'], ParentType, ContextType>;
  healthReasons?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  match?: Resolver<ResolversTypes['DbtMatch'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['DbtNode']>, ParentType, ContextType>;
  testSummary?: Resolver<ResolversTypes['DbtTestSummary'], ParentType, ContextType>;
  tests?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DbtTest']>>, ParentType, ContextType, Partial<DbtTableMetadataTestsArgs>>;
  upstream?: Resolver<Maybe<ResolversTypes['DbtUpstream']>, ParentType, ContextType>;
};

export type DbtTestResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtTest'] = ResolversParentTypes['DbtTest']> = {
  columnName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  executedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failures?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  jobId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DbtTestKind'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['DbtTestOutcome'], ParentType, ContextType>;
  outdated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  runId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  severity?: Resolver<Maybe<ResolversTypes['DbtTestSeverity']>, ParentType, ContextType>;
  testName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  uniqueId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type DbtTestSummaryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtTestSummary'] = ResolversParentTypes['DbtTestSummary']> = {
  errored?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  notRun?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['DbtTestRollup'], ParentType, ContextType>;
  outdated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  passed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  warned?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DbtUpstreamResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtUpstream'] = ResolversParentTypes['DbtUpstream']> = {
  dataAsOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failing?: Resolver<ReadonlyArray<ResolversTypes['DbtUpstreamFailure']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sourceStatus?: Resolver<Maybe<ResolversTypes['DbtSourceStatus']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['DbtUpstreamSource']>, ParentType, ContextType, RequireFields<DbtUpstreamSourcesArgs, 'first'>>;
  unknownSources?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DbtUpstreamFailureResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtUpstreamFailure'] = ResolversParentTypes['DbtUpstreamFailure']> = {
  distance?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DbtNode'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DbtUpstreamSourceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtUpstreamSource'] = ResolversParentTypes['DbtUpstreamSource']> = {
  checkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  maxLoadedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DbtNode'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['DbtSourceStatus']>, ParentType, ContextType>;
};

export type DbtWebhookStateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DbtWebhookState'] = ResolversParentTypes['DbtWebhookState']> = {
  lastAcceptedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastRefusal?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastRefusedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  configureDbtIntegration?: Resolver<ResolversTypes['ConfigureDbtIntegrationPayload'], ParentType, ContextType, RequireFields<MutationConfigureDbtIntegrationArgs, 'input'>>;
  refreshDbtMetadata?: Resolver<ResolversTypes['RefreshDbtMetadataPayload'], ParentType, ContextType>;
  removeDbtIntegration?: Resolver<ResolversTypes['RemoveDbtIntegrationPayload'], ParentType, ContextType>;
  rotateDbtServiceToken?: Resolver<ResolversTypes['ConfigureDbtIntegrationPayload'], ParentType, ContextType, RequireFields<MutationRotateDbtServiceTokenArgs, 'serviceToken'>>;
  setDbtWebhookSecret?: Resolver<ResolversTypes['ConfigureDbtIntegrationPayload'], ParentType, ContextType, Partial<MutationSetDbtWebhookSecretArgs>>;
  verifyDbtIntegration?: Resolver<ResolversTypes['VerifyDbtIntegrationPayload'], ParentType, ContextType, RequireFields<MutationVerifyDbtIntegrationArgs, 'input'>>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  dbtCoverage?: Resolver<ResolversTypes['DbtCoverage'], ParentType, ContextType>;
  dbtIntegration?: Resolver<Maybe<ResolversTypes['DbtIntegration']>, ParentType, ContextType>;
  dbtIntegrationEvents?: Resolver<ResolversTypes['DbtIntegrationEventConnection'], ParentType, ContextType, RequireFields<QueryDbtIntegrationEventsArgs, 'first'>>;
  dbtLookup?: Resolver<Maybe<ResolversTypes['DbtTableMetadata']>, ParentType, ContextType, RequireFields<QueryDbtLookupArgs, 'name' | 'schema'>>;
};

export type RefreshDbtMetadataPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefreshDbtMetadataPayload'] = ResolversParentTypes['RefreshDbtMetadataPayload']> = {
  integration?: Resolver<Maybe<ResolversTypes['DbtIntegration']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['DbtIntegrationError']>, ParentType, ContextType>;
};

export type RemoveDbtIntegrationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RemoveDbtIntegrationPayload'] = ResolversParentTypes['RemoveDbtIntegrationPayload']> = {
  purgedEntries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['DbtIntegrationError']>, ParentType, ContextType>;
};

export type TableResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Table'] = ResolversParentTypes['Table'], FederationReferenceType extends FederationReferenceTypes['Table'] = FederationReferenceTypes['Table']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Table']> | FederationReferenceType, FederationReferenceType, ContextType>;
  dbt?: Resolver<Maybe<ResolversTypes['DbtTableMetadata']>, ParentType, ContextType>;
  dbtDescription?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dbtTests?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DbtTest']>>, ParentType, ContextType, Partial<TableDbtTestsArgs>>;
  lastRefreshedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type VerifyDbtIntegrationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VerifyDbtIntegrationPayload'] = ResolversParentTypes['VerifyDbtIntegrationPayload']> = {
  environments?: Resolver<ReadonlyArray<ResolversTypes['DbtEnvironment']>, ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['DbtIntegrationError']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  Column?: ColumnResolvers<ContextType>;
  ConfigureDbtIntegrationPayload?: ConfigureDbtIntegrationPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DbtBudget?: DbtBudgetResolvers<ContextType>;
  DbtColumn?: DbtColumnResolvers<ContextType>;
  DbtColumnMatch?: DbtColumnMatchResolvers<ContextType>;
  DbtColumnMetadata?: DbtColumnMetadataResolvers<ContextType>;
  DbtCoverage?: DbtCoverageResolvers<ContextType>;
  DbtCoverageStatus?: DbtCoverageStatusResolvers<ContextType>;
  DbtCoverageTable?: DbtCoverageTableResolvers<ContextType>;
  DbtEnvironment?: DbtEnvironmentResolvers<ContextType>;
  DbtEnvironmentState?: DbtEnvironmentStateResolvers<ContextType>;
  DbtFreshness?: DbtFreshnessResolvers<ContextType>;
  DbtIntegration?: DbtIntegrationResolvers<ContextType>;
  DbtIntegrationError?: DbtIntegrationErrorResolvers<ContextType>;
  DbtIntegrationEvent?: DbtIntegrationEventResolvers<ContextType>;
  DbtIntegrationEventConnection?: DbtIntegrationEventConnectionResolvers<ContextType>;
  DbtIntegrationFailure?: DbtIntegrationFailureResolvers<ContextType>;
  DbtMatch?: DbtMatchResolvers<ContextType>;
  DbtNode?: DbtNodeResolvers<ContextType>;
  DbtRun?: DbtRunResolvers<ContextType>;
  DbtServiceToken?: DbtServiceTokenResolvers<ContextType>;
  DbtTableMetadata?: DbtTableMetadataResolvers<ContextType>;
  DbtTest?: DbtTestResolvers<ContextType>;
  DbtTestSummary?: DbtTestSummaryResolvers<ContextType>;
  DbtUpstream?: DbtUpstreamResolvers<ContextType>;
  DbtUpstreamFailure?: DbtUpstreamFailureResolvers<ContextType>;
  DbtUpstreamSource?: DbtUpstreamSourceResolvers<ContextType>;
  DbtWebhookState?: DbtWebhookStateResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefreshDbtMetadataPayload?: RefreshDbtMetadataPayloadResolvers<ContextType>;
  RemoveDbtIntegrationPayload?: RemoveDbtIntegrationPayloadResolvers<ContextType>;
  Table?: TableResolvers<ContextType>;
  VerifyDbtIntegrationPayload?: VerifyDbtIntegrationPayloadResolvers<ContextType>;
};

