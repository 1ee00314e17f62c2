import { useState } from 'preact/hooks';
import { Badge } from '../../ui/badge.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import '../stacked.css';
import { MarkdownText } from './markdown-text.tsx';
import { Rows } from './rows.tsx';
import type { Column } from './table-question.ts';
import { Tags } from './tags.tsx';
import { countTests, ROLLUP_TONES } from './words.ts';

/** Fewer are seen at once. */
const SEARCHED_FROM = 16;

export function ColumnsCard({ columns }: { readonly columns: readonly Column[] }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = wanted === '' ? columns : columns.filter((column) => isFound(column, wanted));
  if (columns.length === 0) {
    return (
      <Card title="Columns">
        <p class="muted">
          dbt knows no columns of this table: no job of its environment has generated docs for it. Turn on
          “Generate docs on run” in a job of that environment.
        </p>
      </Card>
    );
  }
  return (
    <Card title="Columns" note={columns.length.toLocaleString('en')}>
      {columns.length < SEARCHED_FROM ? null : (
        <TextField
          label="Search in names and descriptions"
          type="search"
          value={search}
          onValue={setSearch}
        />
      )}
      {shown.length === 0 ? (
        <p class="muted">No column has “{search.trim()}” in its name or description.</p>
      ) : null}
      {shown.length === 0 ? null : (
        <Rows rows={shown} what="columns">
          {(rows) => (
            <Table
              class="stacked"
              caption="Columns of the table"
              head={['Column', 'Type', 'Description', 'Tests']}
            >
              {rows.map((column) => (
                <ColumnRow key={column.name} column={column} />
              ))}
            </Table>
          )}
        </Rows>
      )}
    </Card>
  );
}

function ColumnRow({ column: { name, dbtDescription, dbt } }: { readonly column: Column }) {
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        <Tags tags={dbt?.tags ?? []} />
      </th>
      <td class="muted mono">{dbt?.dataType ?? ''}</td>
      <td class="wide">
        {dbtDescription === null ? (
          <span class="muted">No description</span>
        ) : (
          <MarkdownText text={dbtDescription} headingLevel={null} />
        )}
      </td>
      <td>
        {dbt === null || dbt.testSummary.total === 0 ? null : <ColumnTests summary={dbt.testSummary} />}
      </td>
    </tr>
  );
}

function ColumnTests({ summary }: { readonly summary: NonNullable<Column['dbt']>['testSummary'] }) {
  return <Badge tone={ROLLUP_TONES[summary.outcome]}>{countTests(summary)}</Badge>;
}

function isFound({ name, dbtDescription }: Column, wanted: string): boolean {
  return name.toLowerCase().includes(wanted) || (dbtDescription?.toLowerCase().includes(wanted) ?? false);
}
