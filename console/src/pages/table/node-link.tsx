import { Link } from '../../router.tsx';
import { writeRelation } from '../../text/relation.ts';
import { RelationText } from '../relation-text.tsx';
import { tableAddress } from './table-address.ts';
import { relationOf, type UpstreamNode } from './upstream-question.ts';

interface NodeLinkProps {
  readonly node: UpstreamNode;
  /** Leaves out the database, where there is little room. */
  readonly isShort?: boolean;
}

/** Leads to the page of the node's own table; the name alone for a node without a relation. */
export function NodeLink({ node, isShort = false }: NodeLinkProps) {
  const relation = relationOf(node);
  if (relation === null) return <span class="mono">{node.name}</span>;
  return (
    <Link to={tableAddress(relation)} class="mono" {...(isShort ? { title: writeRelation(relation) } : {})}>
      <RelationText relation={isShort ? { ...relation, database: null } : relation} />
    </Link>
  );
}
