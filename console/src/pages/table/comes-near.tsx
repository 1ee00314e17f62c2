import { Link } from '../../router.tsx';
import { relationsIn } from '../../text/reason.ts';
import type { RelationName } from '../../text/relation.ts';
import { RelationText } from '../relation-text.tsx';
import { tableAddress } from './table-address.ts';

interface ComesNearProps {
  readonly reason: string;
  readonly asked: RelationName;
}

/** The relations that may be meant instead, by their whole names: the next lookups. */
export function ComesNear({ reason, asked }: ComesNearProps) {
  const relations = relationsIn(reason, asked);
  if (relations.length === 0) return null;
  return (
    <div class="near">
      <h3>Look up instead</h3>
      <ul>
        {relations.map((relation) => (
          <li key={tableAddress(relation)}>
            <Link to={tableAddress(relation)} class="mono">
              <RelationText relation={relation} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
