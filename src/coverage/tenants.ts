import type { RequestAsks } from '../loaders/asks.ts';
import type { RelationTarget } from '../loaders/table-target.ts';
import type { AskedRow } from './asked-row.ts';
import { hourOf } from './hour-counts.ts';
import { TenantAsks } from './tenant-asks.ts';

export interface Bounds {
  /** Of each tenant. */
  readonly maxTables: number;
  /** So many more of a tenant are let in before those that are asked for least are looked for. */
  readonly slack: number;
  /** Of all tenants together. */
  readonly maxBytes: number;
}

export interface TenantsOptions {
  readonly bounds: Bounds;
  /** Whether there are replicas to be told. */
  readonly isShared: boolean;
  /** Called with what is kept, in bytes, now and then. */
  readonly onWeighed: (bytes: number) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A tenant without tables weighs something as well. */
const TENANT_BYTES = 1000;
/** When the bound is met, so much of it is kept; what is made free is of those that weigh most, a quarter of each. */
const KEPT_SHARE = 7 / 8;
const KEPT_OF_TENANT = 3 / 4;
/** Weight is told in steps, since telling it costs more than a row. */
const TOLD_STEP_BYTES = 256 * 1024;

/** What all tenants have asked for, each apart, within one bound of bytes: a tenant that asks for much gives way before the others do. */
export class Tenants {
  readonly #options: TenantsOptions;
  readonly #byName = new Map<string, TenantAsks>();
  /** Before this, tenants may have been forgotten. Epoch milliseconds. */
  #sinceMs: number;
  #settledHour: number;
  #lastRequest = 0;
  #bytes = 0;
  #toldBytes = 0;

  constructor(options: TenantsOptions) {
    this.#options = options;
    this.#sinceMs = options.now();
    this.#settledHour = hourOf(this.#sinceMs);
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** When the tenant's tables began to be counted, in epoch milliseconds. */
  sinceMs(tenant: string): number {
    return this.find(tenant)?.sinceMs ?? this.#sinceMs;
  }

  find(tenant: string): TenantAsks | undefined {
    return this.#byName.get(tenant);
  }

  requestOf(tenant: string): RequestAsks {
    const atMs = this.#options.now();
    if (hourOf(atMs) !== this.#settledHour) this.#beginHour(hourOf(atMs));
    const asks = this.find(tenant) ?? this.#make(tenant, this.#sinceMs);
    this.#lastRequest += 1;
    return new TenantRequest(this.#lastRequest, atMs, (target) => {
      if (this.#bytes > this.#options.bounds.maxBytes) this.#makeRoom();
      return asks.rowOf(target);
    });
  }

  /** The tenant begins anew. */
  forget(tenant: string): void {
    this.#drop(tenant);
    this.#make(tenant, this.#options.now());
    this.#tellBytes();
  }

  /** What was counted in the hour before belongs to that hour. */
  #beginHour(hour: number): void {
    this.#settledHour = hour;
    for (const asks of this.#byName.values()) asks.tables();
    this.#tellBytes();
  }

  #make(tenant: string, sinceMs: number): TenantAsks {
    const { bounds, isShared, now } = this.#options;
    const asks = new TenantAsks({
      ...bounds,
      isShared,
      sinceMs,
      now,
      onWeighed: (bytes) => this.#weigh(bytes),
    });
    this.#byName.set(tenant, asks);
    this.#weigh(TENANT_BYTES);
    return asks;
  }

  #drop(tenant: string): void {
    const asks = this.find(tenant);
    if (asks === undefined) return;
    this.#byName.delete(tenant);
    this.#weigh(-TENANT_BYTES - asks.bytes);
  }

  #makeRoom(): void {
    const most = this.#options.bounds.maxBytes * KEPT_SHARE;
    while (this.#bytes > most && this.#byName.size > 0) {
      const heaviestFirst = [...this.#byName].sort(([, one], [, other]) => other.bytes - one.bytes);
      for (const [tenant, asks] of heaviestFirst) {
        if (this.#bytes <= most) break;
        if (asks.size > 0) asks.keepMostAsked(Math.floor(asks.size * KEPT_OF_TENANT));
        else this.#dropForRoom(tenant);
      }
    }
    this.#tellBytes();
  }

  #dropForRoom(tenant: string): void {
    this.#sinceMs = this.#options.now();
    this.#drop(tenant);
  }

  #weigh(bytes: number): void {
    this.#bytes += bytes;
    if (Math.abs(this.#bytes - this.#toldBytes) > TOLD_STEP_BYTES) this.#tellBytes();
  }

  #tellBytes(): void {
    this.#toldBytes = this.#bytes;
    this.#options.onWeighed(this.#bytes);
  }
}

class TenantRequest implements RequestAsks {
  readonly number: number;
  readonly atMs: number;
  readonly tableOf: (target: RelationTarget) => AskedRow;

  constructor(number: number, atMs: number, tableOf: (target: RelationTarget) => AskedRow) {
    this.number = number;
    this.atMs = atMs;
    this.tableOf = tableOf;
  }
}
