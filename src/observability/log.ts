/** A line of the log: fields first, then one sentence. Never a token, a header or a body. */
type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** What the rest of the code knows of logging; pino's loggers are of this shape. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
