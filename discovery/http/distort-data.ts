import { randomUUID } from 'node:crypto';
import type { Faults } from '../switchboard.ts';

/** A cursor that leads to the first row, behind a node that there is not: taken like any other. */
const SAME_CURSOR = toCursor('same');

/** A copy of the answer whose pages never end, or whose lists are missing. */
export function distortData(value: unknown, faults: Faults): unknown {
  const { emptyPages, emptyPagesWithCursor, repeatCursor, nullEdges, missingList, nullList } = faults;
  const neverEnds = emptyPages || emptyPagesWithCursor || repeatCursor;
  if (!neverEnds && !nullEdges && missingList === undefined && nullList === undefined) return value;
  return distort(value);

  function distort(part: unknown): unknown {
    if (Array.isArray(part)) return part.map(distort);
    if (!isObject(part)) return part;
    const fields = Object.entries(part).flatMap(([key, child]) => distortField(key, child));
    return Object.fromEntries(fields);
  }

  function distortField(key: string, child: unknown): [string, unknown][] {
    if (key === missingList) return [];
    if (key === nullList || (key === 'edges' && nullEdges)) return [[key, null]];
    if (key === 'edges' && (emptyPages || emptyPagesWithCursor)) return [[key, []]];
    return [[key, key === 'pageInfo' && neverEnds && isObject(child) ? endless(child) : distort(child)]];
  }

  function endless(pageInfo: Record<string, unknown>): Record<string, unknown> {
    const endCursor = emptyPages ? null : emptyPagesWithCursor ? toCursor(randomUUID()) : SAME_CURSOR;
    return { ...pageInfo, hasNextPage: true, ...('endCursor' in pageInfo ? { endCursor } : {}) };
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toCursor(uniqueId: string): string {
  return Buffer.from(`0:${uniqueId}`).toString('base64url');
}
