import type { Integration, IntegrationEvent, IntegrationHealth } from '../integration.ts';

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

interface Replacement {
  /** The revision that is to be replaced; null creates, and meets a conflict where there is one already. */
  readonly expectedRevision: number | null;
  readonly event: IntegrationEvent;
  /** Put in place with the record where a new token or host was just verified; left out, health stays as it is. */
  readonly health?: IntegrationHealth;
}

interface Removal {
  /** Null removes whatever is there. */
  readonly expectedRevision: number | null;
  readonly event: IntegrationEvent;
}

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
  /** Deletes record and health; events stay. */
  remove(tenant: string, removal: Removal): Promise<RemoveResult>;
  /** Newest first, those of earlier integrations of the tenant included. */
  events(tenant: string, first: number): Promise<readonly IntegrationEvent[]>;
  readHealth(tenant: string, integrationId: string): Promise<IntegrationHealth | null>;
  /** The last write wins; does nothing when the record has another id or revision by now. */
  writeHealth(owner: HealthOwner, health: IntegrationHealth): Promise<void>;
  /** Every tenant that has an integration, in no particular order. */
  tenants(): Promise<readonly string[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The database failed, or what it holds cannot be read. The message names what was tried; never an address or a value. */
export class StoreError extends Error {
  constructor(attempted: string, cause: unknown) {
    super(`The integration store failed to ${attempted}.`, { cause });
    this.name = 'StoreError';
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
