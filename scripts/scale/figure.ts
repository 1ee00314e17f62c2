import { randomBytes } from 'node:crypto';
import type { Row } from './rows.ts';

/** What every figure is measured with. */
export interface Scale {
  /** The smaller sizes, for trying the script. */
  readonly isQuick: boolean;
  /** A new folder, removed when the script ends. */
  makeFolder(): string;
  /** Tells whoever waits how far it is. */
  say(line: string): void;
}

export interface Figure {
  /** As `--only` names it. */
  readonly name: string;
  /** Starts what it needs, and ends it. */
  readonly measure: (scale: Scale) => Promise<readonly Row[]>;
}

/** The environment of every figure with a single one. */
export const ENVIRONMENT_ID = 834;
export const SERVICE_TOKEN = `dbtc_${randomBytes(16).toString('hex')}`;
/** Rows of a page of dbt's lists; the longest list decides how many pages an index has. */
export const PAGE_ROWS = 500;
/** A page of a catalogue. */
export const TABLES_PER_PAGE = 100;

/** Where dbt's own limit of requests is not what is measured. */
export const NO_BUDGET = { DBT_REQUESTS_PER_MINUTE: '100000' };
