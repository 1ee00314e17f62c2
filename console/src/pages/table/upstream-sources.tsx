import { Badge } from '../../ui/badge.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import '../stacked.css';
import { NodeLink } from './node-link.tsx';
import type { Candidate } from './table-question.ts';
import { keyOf, type UpstreamSource } from './upstream-question.ts';
import { count, describeNode, sourceWords } from './upstream-words.ts';

interface UpstreamSourcesProps {
  /** Stalest first, those of unknown load time last. */
  readonly sources: readonly UpstreamSource[];
  /** Of all that there are. */
  readonly sourceCount: number;
  /** That of the table, which is not said again. */
  readonly environment: Candidate['environment'];
}

export function UpstreamSources({ sources, sourceCount, environment }: UpstreamSourcesProps) {
  const more = sourceCount - sources.length;
  return (
    <>
      <Table
        class="stacked"
        caption="Sources upstream, stalest first"
        head={['Source', 'Verdict', 'Newest row', 'Checked']}
      >
        {sources.map((source) => (
          <SourceRow key={keyOf(source.node)} source={source} environment={environment} />
        ))}
      </Table>
      {more <= 0 ? null : <p class="muted">and {count(more, 'more source', 'more sources')}</p>}
    </>
  );
}

interface SourceRowProps extends Pick<UpstreamSourcesProps, 'environment'> {
  readonly source: UpstreamSource;
}

function SourceRow({ source, environment }: SourceRowProps) {
  const { node, maxLoadedAt, checkedAt } = source;
  const { words, tone } = sourceWords(source);
  const told = describeNode(node, environment);
  return (
    <tr>
      <th scope="row" class="wide">
        <NodeLink node={node} />
        {told === null ? null : <p class="muted">{told}</p>}
      </th>
      <td>
        <Badge tone={tone}>{words}</Badge>
      </td>
      <td>
        <span class="cell-name">Newest row </span>
        <Time at={maxLoadedAt} none="unknown" />
      </td>
      <td>
        <span class="cell-name">Checked </span>
        <Time at={checkedAt} />
      </td>
    </tr>
  );
}
