import { ExternalLink } from '../../ui/external-link.tsx';
import { Table } from '../../ui/table.tsx';
import '../stacked.css';
import type { Candidate } from './table-question.ts';
import { describeEnvironment, RESOURCE_TYPES } from './words.ts';

/** The nodes that claim the table, best first. */
export function Candidates({ candidates }: { readonly candidates: readonly Candidate[] }) {
  return (
    <div class="candidates">
      <h3>Nodes that claim this table</h3>
      <Table
        class="stacked"
        caption="Nodes that claim this table, best first"
        head={['Node', 'Type', 'Environment', 'Relation in dbt']}
      >
        {candidates.map((candidate) => (
          <tr key={`${candidate.environment.id} ${candidate.uniqueId}`}>
            <th scope="row">
              <code>{candidate.uniqueId}</code>
              {candidate.url === null ? null : <ExternalLink href={candidate.url}>Open in dbt</ExternalLink>}
            </th>
            <td>{RESOURCE_TYPES[candidate.resourceType]}</td>
            <td>{describeEnvironment(candidate.environment)}</td>
            <td>{candidate.relationName === null ? null : <code>{candidate.relationName}</code>}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
