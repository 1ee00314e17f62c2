import type { GraphQLResolveInfo } from 'graphql';
import type { Environments } from './environments/environments.ts';
import { graphqlError } from './errors.ts';
import { type Caller, isAnonymous, type Viewer } from './identity/viewer.ts';
import type { Connection } from './integrations/integration.ts';
import type { IntegrationService } from './integrations/integration-service.ts';
import { createDeadline } from './loaders/deadline.ts';
import { createFailures, type Failures } from './loaders/failures.ts';
import type { Needs } from './loaders/needs.ts';
import { createTableLoader, type TableLoader } from './loaders/table-loader.ts';
import type { TableMemory } from './loaders/table-memory.ts';
import { createNeedsOf } from './resolvers/request-needs.ts';

/** What one request's resolvers reach: the reading half and the admin half, each for the request's own caller. */
export interface RequestContext {
  readonly requestId: string;
  readonly caller: Caller;
  /** The caller; throws UNAUTHENTICATED for one without a usable identity. */
  viewer(): Viewer;
  readonly tables: TableLoader;
  readonly failures: Failures;
  readonly integrations: IntegrationService;
  /** What the selection below the field being resolved needs, worked out once for all references of that field. */
  needsOf(info: GraphQLResolveInfo, typeName: 'Table' | 'Column' | 'DbtTableMetadata'): Needs;
}

export interface ContextParts {
  readonly connectionFor: (tenant: string) => Promise<Connection | null>;
  readonly environments: Environments;
  readonly memory: TableMemory;
  readonly integrations: IntegrationService;
  readonly now: () => number;
  /** For everything that one request may wait for. */
  readonly deadlineMs: number;
  readonly onMatch: (status: string) => void;
  readonly onUnknownWord: (word: string) => void;
}

/** The one place where the reading half and the admin half meet. */
export function createContext(parts: ContextParts, caller: Caller, requestId: string): RequestContext {
  const failures = createFailures();
  const viewer = (): Viewer => {
    if (isAnonymous(caller)) throw graphqlError('UNAUTHENTICATED', caller.reason);
    return caller;
  };
  return {
    requestId,
    caller,
    viewer,
    failures,
    integrations: parts.integrations,
    needsOf: createNeedsOf(),
    tables: createTableLoader({
      connectionOf: async () => parts.connectionFor(viewer().tenant),
      environments: parts.environments,
      memory: parts.memory,
      failures,
      withinDeadline: createDeadline(parts.deadlineMs),
      now: parts.now,
      onMatch: parts.onMatch,
      onUnknownWord: parts.onUnknownWord,
    }),
  };
}
