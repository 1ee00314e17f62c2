import { DbtError } from '../dbt/errors.ts';
import type { TableMatchRecord } from './table-facts.ts';

/** What is said of a table. The reason may be worded when it is first read, which takes longer than to find the status. */
export type TableVerdict = Pick<TableMatchRecord, 'status' | 'reason'>;

export function toUnavailable(error: unknown): TableVerdict {
  const why = error instanceof Error ? ` ${error.message}` : '';
  const isLoading = error instanceof DbtError && error.code === 'DBT_INDEX_LOADING';
  return {
    status: 'UNAVAILABLE',
    reason: isLoading
      ? `The table cannot be looked up yet.${why} Ask again in a moment; nothing needs to change.`
      : `dbt could not be asked, and nothing is remembered of this table.${why} Ask again in a while; an admin sees the cause in dbtIntegration.`,
  };
}

/** Of a target that names no relation, or none that is looked for. */
export function toUnnamed(reason: string): TableVerdict {
  return { status: 'NOT_IN_DBT', reason };
}

export function toUnchosen(environmentIds: readonly string[] | null): TableVerdict {
  return toUnnamed(
    `The entity mapping looks for this table in environment ${environmentIds?.join(' or ')} of dbt, which the integration does not have. An admin adds it with configureDbtIntegration.`,
  );
}
