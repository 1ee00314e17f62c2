import type { Coverage } from './coverage/coverage.ts';
import { createProblems, type Problems } from './entities/problems.ts';
import { createReferenceCount, type ReferenceCount } from './entities/reference-count.ts';
import { type Environments, scopeNameOf } from './environments/environments.ts';
import { graphqlError } from './errors.ts';
import type { TableStatus } from './facts/facts.ts';
import { type Caller, isAnonymous, type Viewer } from './identity/viewer.ts';
import type { Connection } from './integrations/integration.ts';
import type { IntegrationService } from './integrations/integration-service.ts';
import type { RequestAsks } from './loaders/asks.ts';
import { createDeadline } from './loaders/deadline.ts';
import type { PreparedTables, ScopedPreparedTables } from './loaders/prepared-tables.ts';
import { createTableLoader, type TableLoader } from './loaders/table-loader.ts';
import type { TableMemory } from './loaders/table-memory.ts';
import { createTableReader, type TableReader } from './loaders/table-reader.ts';
import type { UpstreamMemory } from './loaders/upstream-memory.ts';

/** What one request's resolvers reach: the reading half and the admin half, each for the request's own caller. */
export interface RequestContext {
  readonly requestId: string;
  readonly caller: Caller;
  /** The caller; throws UNAUTHENTICATED for one without a usable identity. */
  viewer(): Viewer;
  /** Null when the caller's tenant has no integration. */
  connection(): Promise<Connection | null>;
  readonly reader: TableReader;
  /** Texts at hand for the caller; null where there is no integration, or none that can be read. */
  prepared(): Promise<ScopedPreparedTables | null>;
  readonly tables: TableLoader;
  readonly problems: Problems;
  readonly references: ReferenceCount;
  readonly integrations: IntegrationService;
  /** What the caller's references ask for; null where nobody counts it, or there is no caller. */
  readonly asks: RequestAsks | null;
  /** Null where it is turned off. */
  readonly coverage: Coverage | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves when the event loop has turned: awaited between slices of long work. */
  readonly turn: () => Promise<void>;
}

export interface ContextParts {
  readonly connectionFor: (tenant: string) => Promise<Connection | null>;
  readonly environments: Environments;
  readonly memory: TableMemory;
  readonly upstreams: UpstreamMemory;
  readonly prepared: PreparedTables;
  readonly integrations: IntegrationService;
  /** Null where it is turned off. */
  readonly coverage: Coverage | null;
  readonly now: () => number;
  /** For everything that one request may wait for. */
  readonly deadlineMs: number;
  /** Over all `_entities` fields of a request. */
  readonly maxReferences: number;
  readonly turn: () => Promise<void>;
  readonly onMatch: (status: TableStatus, count: number) => void;
  readonly onUnknownWord: (word: string) => void;
}

/** The one place where the reading half and the admin half meet. */
export function createContext(parts: ContextParts, caller: Caller, requestId: string): RequestContext {
  return new CallerContext(parts, caller, requestId);
}

/**
 * Its parts are made when they are needed: most answers are put together from texts that are at hand. A class, because its getters are
 * made once and not for each request.
 */
class CallerContext implements RequestContext {
  readonly requestId: string;
  readonly caller: Caller;
  private readonly parts: ContextParts;
  private connected: Promise<Connection | null> | undefined = undefined;
  private ownReader: TableReader | undefined = undefined;
  private ownTables: TableLoader | undefined = undefined;
  private ownProblems: Problems | undefined = undefined;
  private ownReferences: ReferenceCount | undefined = undefined;
  private ownAsks: RequestAsks | undefined = undefined;

  constructor(parts: ContextParts, caller: Caller, requestId: string) {
    this.parts = parts;
    this.caller = caller;
    this.requestId = requestId;
  }

  viewer(): Viewer {
    if (isAnonymous(this.caller)) throw graphqlError('UNAUTHENTICATED', this.caller.reason);
    return this.caller;
  }

  /** One for the whole request: what is read and what is prepared are of the same revision. */
  async connection(): Promise<Connection | null> {
    this.connected ??= this.parts.connectionFor(this.viewer().tenant);
    return this.connected;
  }

  async prepared(): Promise<ScopedPreparedTables | null> {
    // Reading meets the same fault, and tells of it.
    const connection = await this.connection().catch(() => null);
    if (connection === null) return null;
    const { prepared, environments } = this.parts;
    return prepared.of(scopeNameOf(connection), environments.versionOf(connection), this.asks);
  }

  get reader(): TableReader {
    this.ownReader ??= createTableReader({
      ...this.parts,
      connection: () => this.connection(),
      withinDeadline: createDeadline(this.parts.deadlineMs),
    });
    return this.ownReader;
  }

  get tables(): TableLoader {
    this.ownTables ??= createTableLoader(this.reader);
    return this.ownTables;
  }

  get problems(): Problems {
    this.ownProblems ??= createProblems();
    return this.ownProblems;
  }

  get references(): ReferenceCount {
    this.ownReferences ??= createReferenceCount(this.parts.maxReferences);
    return this.ownReferences;
  }

  get integrations(): IntegrationService {
    return this.parts.integrations;
  }

  get asks(): RequestAsks | null {
    const { coverage } = this.parts;
    if (coverage === null || isAnonymous(this.caller)) return null;
    this.ownAsks ??= coverage.requestOf(this.caller.tenant);
    return this.ownAsks;
  }

  get coverage(): Coverage | null {
    return this.parts.coverage;
  }

  get now(): () => number {
    return this.parts.now;
  }

  get turn(): () => Promise<void> {
    return this.parts.turn;
  }
}
