import { Sentence } from '../../ui/sentence.tsx';
import { Table } from '../../ui/table.tsx';
import '../stacked.css';
import { NodeLink } from './node-link.tsx';
import { Rows } from './rows.tsx';
import type { Candidate } from './table-question.ts';
import { keyOf, MAX_FAILING, type UpstreamFailure } from './upstream-question.ts';
import { describeNode, distanceWords } from './upstream-words.ts';
import { RESOURCE_TYPES } from './words.ts';

interface UpstreamFailuresProps {
  /** Nearest first. */
  readonly failing: readonly UpstreamFailure[];
  /** That of the table, which is not said again. */
  readonly environment: Candidate['environment'];
}

export function UpstreamFailures({ failing, environment }: UpstreamFailuresProps) {
  return (
    <>
      <Rows rows={failing} what="broken nodes" first={10}>
        {(shown) => (
          <Table
            class="stacked"
            caption="Broken nodes upstream, nearest first"
            head={['Node', 'Distance', 'What is wrong']}
          >
            {shown.map(({ node, distance, reason }) => (
              <tr key={keyOf(node)}>
                <th scope="row">
                  <NodeLink node={node} />
                  <p class="muted">{describeNode(node, environment) ?? RESOURCE_TYPES[node.resourceType]}</p>
                </th>
                <td class="nowrap">{distanceWords(distance)}</td>
                <td class="wide reason">
                  <Sentence text={reason} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Rows>
      {failing.length < MAX_FAILING ? null : (
        <p class="muted">The graph lists the {MAX_FAILING} nearest; more may be broken further up.</p>
      )}
    </>
  );
}
