import { Link } from '../../router.tsx';
import type { RelationName } from '../../text/relation.ts';
import { Empty } from '../../ui/states.tsx';
import { useAsk } from '../../use-ask.ts';
import { RelationText } from '../relation-text.tsx';
import { tableAddress } from './table-address.ts';

/** Of what the graph was asked for most: some tables that dbt knows, and some that it does not. */
const EXAMPLES_QUERY = `query Examples {
  dbtCoverage {
    matched: tables(statuses: [EXACT, FOLDED, WILDCARD], first: 4) { database schema name }
    others: tables(first: 4) { database schema name }
  }
}`;

interface Examples {
  readonly dbtCoverage: {
    readonly matched: readonly RelationName[];
    readonly others: readonly RelationName[];
  };
}

export function NothingAsked({ isAdmin }: { readonly isAdmin: boolean }) {
  const { data } = useAsk<Examples>(isAdmin ? EXAMPLES_QUERY : null);
  const { matched = [], others = [] } = data?.dbtCoverage ?? {};
  return (
    <Empty icon="table" title="Paste the relation of a table">
      <p>
        The page shows what the graph says of it: whether dbt knows it, when it was refreshed, its tests, its
        columns. Where dbt does not know it, the page says why, and what comes near.
      </p>
      <div class="examples">
        <ExampleList title="Asked for most" relations={matched} />
        <ExampleList title="Asked for, and in need of attention" relations={others} />
      </div>
    </Empty>
  );
}

interface ExampleListProps {
  readonly title: string;
  readonly relations: readonly RelationName[];
}

function ExampleList({ title, relations }: ExampleListProps) {
  if (relations.length === 0) return null;
  return (
    <div>
      <h2>{title}</h2>
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
