import type { RelationName } from '../../text/relation.ts';
import type { Candidate, SourceStatus } from './table-question.ts';

/** A node that a table is made of. All of its relation is null where it has none. */
export interface UpstreamNode extends Pick<Candidate, 'uniqueId' | 'resourceType' | 'name' | 'environment'> {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
}

/** Instants are RFC 3339 texts in UTC. */
export interface UpstreamSource {
  readonly node: UpstreamNode;
  readonly maxLoadedAt: string | null;
  /** Null where the source has no verdict. */
  readonly status: SourceStatus | null;
  readonly checkedAt: string | null;
}

export interface UpstreamFailure {
  readonly node: UpstreamNode;
  /** Edges between it and the table, from 1. */
  readonly distance: number;
  readonly reason: string;
}

export interface Upstream {
  readonly dataAsOf: string | null;
  /** Set where `dataAsOf` is null or leaves something out. */
  readonly reason: string | null;
  readonly sourceStatus: SourceStatus | null;
  readonly sourceCount: number;
  readonly unknownSources: number;
  /** The first of them, stalest first. */
  readonly sources: readonly UpstreamSource[];
  /** Nearest first, at most `MAX_FAILING`. */
  readonly failing: readonly UpstreamFailure[];
}

/** The graph lists no more of what is broken. */
export const MAX_FAILING = 50;

const NODE =
  'node { uniqueId resourceType name database schema identifier environment { id name projectName } }';

export const UPSTREAM = `upstream {
    dataAsOf reason sourceStatus sourceCount unknownSources
    sources(first: 10) { ${NODE} maxLoadedAt status checkedAt }
    failing { ${NODE} distance reason }
  }`;

/** Where the node's own page is; null for a node without a relation. */
export function relationOf({ database, schema, identifier }: UpstreamNode): RelationName | null {
  return schema === null || identifier === null ? null : { database, schema, name: identifier };
}

/** Ids are unique within an environment. */
export function keyOf({ environment, uniqueId }: Pick<Candidate, 'environment' | 'uniqueId'>): string {
  return `${environment.id} ${uniqueId}`;
}

/** A source is made of itself. */
export function isItsOwnSource(
  node: Pick<Candidate, 'environment' | 'uniqueId'>,
  { sources, sourceCount, failing }: Upstream,
): boolean {
  const [first] = sources;
  return (
    first !== undefined && sourceCount === 1 && failing.length === 0 && keyOf(first.node) === keyOf(node)
  );
}
