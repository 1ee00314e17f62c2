import type { HeaderMap } from '@apollo/server';
import type { OperationKind } from '../document/operation-kind.ts';
import type { Caller } from '../identity/viewer.ts';

/** Answers one GraphQL request whose body was read and whose caller is known. */
export interface Graph {
  answer(request: GraphRequest): Promise<GraphAnswer>;
}

export interface GraphRequest {
  readonly method: string;
  /** Made when they are read. */
  readonly headers: HeaderMap;
  /** The header of this name. */
  readonly accept: string | undefined;
  /** With the question mark; empty where the address has none. */
  readonly search: string;
  /** The parsed JSON body; undefined where there is none. */
  readonly body: unknown;
  readonly caller: Caller;
  readonly requestId: string;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  /** The answer's text in one piece, or in pieces already encoded. */
  readonly body: string | readonly Uint8Array[];
  /** Whether a text in one piece is known to be ASCII throughout. */
  readonly isAscii?: boolean;
  /** Whether the answer has data and no errors, and answers a query: such an answer may be stored by a client. */
  readonly isWhole: boolean;
  readonly operation: OperationKind;
  /** Of the errors in it, each once. */
  readonly errorCodes: readonly unknown[];
}
