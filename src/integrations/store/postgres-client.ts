import pg from 'pg';

export interface PgQueryable {
  /** One statement; rows come back as plain objects. */
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** The little of a PostgreSQL client that the store needs; the pool of `pg` and an embedded engine both fit. */
export interface PgClient extends PgQueryable {
  /** Commits when the work resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: PgQueryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface PgPoolOptions {
  readonly url: string;
  readonly maxConnections?: number;
  readonly connectTimeoutMs?: number;
  /** For one statement, locks included; the server ends it, and the client gives up a little later when the server does not. */
  readonly statementTimeoutMs?: number;
  /** Told of connections that break while nobody uses them; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

export function createPgPool(options: PgPoolOptions): PgClient {
  const { url, maxConnections = 5, connectTimeoutMs = 2_000, statementTimeoutMs = 3_000 } = options;
  const onError = options.onError ?? (() => undefined);
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 500,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    application_name: 'dbt-metadata-subgraph',
  });
  pool.on('error', onError);

  return {
    query: (text, values = []) => pool.query(text, [...values]),

    async transaction(work) {
      const connection = await pool.connect();
      // The pool listens only while a connection is idle; unheard, an error of one in use would end the process.
      connection.on('error', onError);
      try {
        await connection.query('BEGIN');
        const result = await work({ query: (text, values = []) => connection.query(text, [...values]) });
        await connection.query('COMMIT');
        connection.off('error', onError);
        connection.release();
        return result;
      } catch (error) {
        const rolledBack = await connection.query('ROLLBACK').then(
          () => true,
          () => false,
        );
        connection.off('error', onError);
        // A connection in an unknown state is thrown away rather than given to the next caller.
        connection.release(!rolledBack);
        throw error;
      }
    },

    close: () => pool.end(),
  };
}
