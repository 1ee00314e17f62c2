import { type CaseRule, isExactSegment, toComparedDatabase } from './case-rule.ts';
import type { IndexedNode } from './node.ts';
import { toRelation } from './relation.ts';
import type { RelationEntry } from './relation-index.ts';
import { parseRelationName } from './relation-name.ts';

/** A node as it stands in an index; null for one that has no relation. */
export function toRelationEntry(node: IndexedNode, rule: CaseRule): RelationEntry | null {
  const stated = toRelation(node);
  if (stated === null) return null;
  const relation = { ...stated, database: toComparedDatabase(rule, stated.database) };
  // Aligned at the right: a database may be missing, and some warehouses put a server in front of it.
  const segments = node.relationName === null ? [] : parseRelationName(node.relationName);
  const isQuoted = (fromRight: number): boolean => segments.at(-fromRight)?.quoted ?? false;
  return {
    node,
    relation,
    exactDatabase: isExactSegment(rule, relation.database ?? '', isQuoted(3)),
    exactSchema: isExactSegment(rule, relation.schema, isQuoted(2)),
    exactName: isExactSegment(rule, relation.name, isQuoted(1)),
  };
}
