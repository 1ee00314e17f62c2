import { Link } from '../../router.tsx';
import { matchWords } from '../../text/match-words.ts';
import { writeRelation } from '../../text/relation.ts';
import { Badge } from '../../ui/badge.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import '../stacked.css';
import { RelationText } from '../relation-text.tsx';
import { ReasonText } from '../table/reason-text.tsx';
import { Rows } from '../table/rows.tsx';
import { tableAddress } from '../table/table-address.ts';
import type { AskedTable } from './coverage-question.ts';

export function CoverageList({ tables }: { readonly tables: readonly AskedTable[] }) {
  return (
    <Rows rows={tables} what="tables">
      {(shown) => (
        <Table
          class="coverage-list stacked"
          caption="Tables that were asked for, most often first"
          head={['Table', 'Why', 'Requests', 'Last asked']}
        >
          {shown.map((table) => (
            <TableRow key={keyOf(table)} table={table} />
          ))}
        </Table>
      )}
    </Rows>
  );
}

function TableRow({ table }: { readonly table: AskedTable }) {
  const { words, tone } = matchWords(table.status);
  return (
    <tr>
      <th scope="row">
        <Link to={tableAddress(table)} class="mono">
          <RelationText relation={table} />
        </Link>
        {table.environmentIds === null ? null : (
          <p class="muted">in environment {table.environmentIds.join(', ')}</p>
        )}
      </th>
      <td class="wide">
        <Badge tone={tone}>{words}</Badge>
        <ReasonText reason={table.reason} asked={table} />
      </td>
      <td class="number">{table.timesAsked.toLocaleString('en')}</td>
      <td class="when">
        <Time at={table.lastAskedAt} />
      </td>
    </tr>
  );
}

function keyOf(table: AskedTable): string {
  return `${writeRelation(table)} ${table.environmentIds?.join(' ') ?? ''}`;
}
