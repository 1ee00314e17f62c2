import { randomBytes } from 'node:crypto';

/** The environment of every figure with a single one. */
export const ENVIRONMENT_ID = 834;
export const SERVICE_TOKEN = `dbtc_${randomBytes(16).toString('hex')}`;
/** Rows of a page of dbt's lists; the longest list decides how many pages an index has. */
export const PAGE_ROWS = 500;
/** A page of a catalogue. */
export const TABLES_PER_PAGE = 100;

/** Where dbt's own limit of requests is not what is measured. */
export const NO_BUDGET = { DBT_REQUESTS_PER_MINUTE: '100000' };
