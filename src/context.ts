import { createProblems, type Problems } from './entities/problems.ts';
import { createReferenceCount, type ReferenceCount } from './entities/reference-count.ts';
import { type Environments, scopeNameOf } from './environments/environments.ts';
import { graphqlError } from './errors.ts';
import { type Caller, isAnonymous, type Viewer } from './identity/viewer.ts';
import type { Connection } from './integrations/integration.ts';
import type { IntegrationService } from './integrations/integration-service.ts';
import { createDeadline } from './loaders/deadline.ts';
import type { PreparedTables, ScopedPreparedTables } from './loaders/prepared-tables.ts';
import { createTableLoader, type TableLoader } from './loaders/table-loader.ts';
import type { TableMemory } from './loaders/table-memory.ts';
import { createTableReader, type TableReader } from './loaders/table-reader.ts';

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
  /** Resolves when the event loop has turned: awaited between slices of long work. */
  turn(): Promise<void>;
}

export interface ContextParts {
  readonly connectionFor: (tenant: string) => Promise<Connection | null>;
  readonly environments: Environments;
  readonly memory: TableMemory;
  readonly prepared: PreparedTables;
  readonly integrations: IntegrationService;
  readonly now: () => number;
  /** For everything that one request may wait for. */
  readonly deadlineMs: number;
  /** Over all `_entities` fields of a request. */
  readonly maxReferences: number;
  readonly turn: () => Promise<void>;
  readonly onMatch: (status: string, count: number) => void;
  readonly onUnknownWord: (word: string) => void;
}

/** The one place where the reading half and the admin half meet. */
export function createContext(parts: ContextParts, caller: Caller, requestId: string): RequestContext {
  const viewer = (): Viewer => {
    if (isAnonymous(caller)) throw graphqlError('UNAUTHENTICATED', caller.reason);
    return caller;
  };
  let connected: Promise<Connection | null> | undefined;
  // One for the whole request: what is read and what is prepared are of the same revision.
  const connection = async () => {
    connected ??= parts.connectionFor(viewer().tenant);
    return connected;
  };
  // Made when they are needed: most answers are put together from texts that are at hand.
  let tables: TableLoader | undefined;
  let problems: Problems | undefined;
  let references: ReferenceCount | undefined;
  let reader: TableReader | undefined;
  const readerOf = () => {
    reader ??= createTableReader({
      ...parts,
      connection,
      withinDeadline: createDeadline(parts.deadlineMs),
    });
    return reader;
  };
  return {
    requestId,
    caller,
    viewer,
    connection,
    get reader() {
      return readerOf();
    },
    async prepared() {
      // Reading meets the same fault, and tells of it.
      const its = await connection().catch(() => null);
      if (its === null) return null;
      return parts.prepared.of(scopeNameOf(its), parts.environments.versionOf(its));
    },
    get tables() {
      tables ??= createTableLoader(readerOf());
      return tables;
    },
    get problems() {
      problems ??= createProblems();
      return problems;
    },
    get references() {
      references ??= createReferenceCount(parts.maxReferences);
      return references;
    },
    integrations: parts.integrations,
    turn: parts.turn,
  };
}
