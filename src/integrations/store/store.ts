import type { Integration, IntegrationEvent, IntegrationHealth, WebhookDeliveries } from '../integration.ts';

/** A record before the store has given it its revision. */
export type IntegrationDraft = Omit<Integration, 'revision'>;

export type ReadResult =
  | { readonly kind: 'found'; readonly integration: Integration }
  | { readonly kind: 'none' };

type ReplaceResult =
  | { readonly kind: 'ok'; readonly integration: Integration }
  | { readonly kind: 'conflict' };

type RemoveResult =
  | { readonly kind: 'removed'; readonly integrationId: string; readonly revision: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'conflict' };

/** Cached entries whose keys begin so are to be deleted, until a cache that outlives the process has done it. */
export interface PendingPurge {
  readonly prefix: string;
  /** Epoch milliseconds. */
  readonly requestedAtMs: number;
}

interface Replacement {
  /** The revision that is to be replaced; null creates, and meets a conflict where there is one already. */
  readonly expectedRevision: number | null;
  readonly event: IntegrationEvent;
  /** Put in place with the record where a new token or host was just verified; left out, health stays as it is. */
  readonly health?: IntegrationHealth;
  /** Remembered in the same transaction: no crash parts the change from what it forgets. */
  readonly purge?: PendingPurge | null;
}

interface Removal {
  /** Null removes whatever is there. */
  readonly expectedRevision: number | null;
  readonly event: IntegrationEvent;
  /** What is forgotten with the integration of this id, remembered in the same transaction. */
  readonly purgeOf?: (integrationId: string) => PendingPurge | null;
}

/** An event with its place in the order in which the store was told. */
export interface StoredEvent extends IntegrationEvent {
  /** Grows with every event of a tenant, and is never given again. */
  readonly sequence: number;
}

/** How much of the audit trail is kept of one tenant; the oldest go. */
export interface EventBounds {
  readonly all: number;
  /** Refused attempts have a bound of their own, so that they never push out what was changed. */
  readonly refused: number;
}

export const EVENT_BOUNDS: EventBounds = { all: 10_000, refused: 1_000 };

/** Which record an observation was made with; late ones about an older revision are dropped. */
export interface HealthOwner {
  readonly tenant: string;
  readonly integrationId: string;
  readonly revision: number;
}

/**
 * Where integrations live. Every method rejects with a StoreError when the database fails or holds something unreadable:
 * a failed read never looks like "none".
 */
export interface IntegrationStore {
  read(tenant: string): Promise<ReadResult>;
  readById(integrationId: string): Promise<ReadResult>;
  /**
   * Compares the revision and replaces the whole record in the database itself; the event is written in the same transaction.
   * The revision grows by one, and none is ever given twice to one tenant, also not after a removal.
   */
  replace(draft: IntegrationDraft, replacement: Replacement): Promise<ReplaceResult>;
  /** Writes the same record with its secrets encrypted anew: no new revision, no event. */
  reseal(integration: Integration): Promise<'ok' | 'conflict'>;
  /** Deletes record, health and deliveries; events stay. */
  remove(tenant: string, removal: Removal): Promise<RemoveResult>;
  /** Newest first, those of earlier integrations of the tenant included; with `before`, only those of a smaller sequence. */
  events(tenant: string, first: number, before?: number | null): Promise<readonly StoredEvent[]>;
  /** Adds an event that comes with no change of the record; the tenant need not have one. */
  addEvent(tenant: string, event: IntegrationEvent): Promise<void>;
  readHealth(tenant: string, integrationId: string): Promise<IntegrationHealth | null>;
  /** The last write wins; does nothing when the record has another id or revision by now. */
  writeHealth(owner: HealthOwner, health: IntegrationHealth): Promise<void>;
  readWebhook(integrationId: string): Promise<WebhookDeliveries | null>;
  /** What is null stays as it is stored; does nothing where there is no such integration. */
  writeWebhook(integrationId: string, deliveries: WebhookDeliveries): Promise<void>;
  /** Longest pending first. */
  listPurges(limit: number): Promise<readonly PendingPurge[]>;
  /** Does nothing when it is gone, or was requested anew meanwhile. */
  removePurge(purge: PendingPurge): Promise<void>;
  /** Every tenant that has an integration, in no particular order. */
  tenants(): Promise<readonly string[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The database failed, or what it holds cannot be read. The message names what was tried; never an address or a value. */
export class StoreError extends Error {
  constructor(attempted: string, cause: unknown, why = '.') {
    super(`The integration store failed to ${attempted}${why}`, { cause });
    this.name = 'StoreError';
  }
}

/** Another program held the database's file for longer than anybody waits. */
export class StoreLockedError extends StoreError {
  constructor(attempted: string, waitedMs: number, cause: unknown) {
    super(
      attempted,
      cause,
      `: another program has held its file for ${waitedMs / 1000} s. Let a backup or a command that writes to it end, or stop it, then try again.`,
    );
    this.name = 'StoreLockedError';
  }
}

/** The database was migrated by a newer version of this program, which alone knows how to write it. */
export class StoreTooNewError extends Error {
  constructor(found: number, known: number) {
    super(
      `The integration store has schema version ${found}; this version knows up to ${known}. Start the version that wrote it, or restore a backup.`,
    );
    this.name = 'StoreTooNewError';
  }
}
