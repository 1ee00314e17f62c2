import { Link } from '../../router.tsx';
import { splitReason } from '../../text/reason.ts';
import { type RelationName, writeRelation } from '../../text/relation.ts';
import { tableAddress } from './table-address.ts';

interface ReasonTextProps {
  readonly reason: string;
  /** The table that the sentence is about, which needs no link to itself. */
  readonly asked: RelationName;
}

/** A sentence of the graph: its names stand out, and other relations lead to their own lookup. */
export function ReasonText({ reason, asked }: ReasonTextProps) {
  return (
    <p class="reason">
      {splitReason(reason, asked).map((piece, index) => {
        if (piece.kind === 'words') return piece.text;
        if (piece.kind === 'name') return <code key={index}>{piece.text}</code>;
        return (
          <Link
            key={index}
            to={tableAddress(piece.relation)}
            title={`Look up ${writeRelation(piece.relation)}`}
          >
            <code>{piece.text}</code>
          </Link>
        );
      })}
    </p>
  );
}
