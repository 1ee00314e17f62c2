/** What `/console/config.json` says of the subgraph behind the page; no secrets. */
export interface ConsoleConfig {
  readonly version: string;
  readonly authMode: 'none' | 'jwt' | 'gateway';
  /** Null in mode none, where every caller is an admin. */
  readonly adminScope: string | null;
  /** Where to sign in; null where tokens can be pasted only. */
  readonly signIn: SignIn | null;
  /** Headers that a proxy in front must add; empty but in gateway mode, and where jwt mode has a gateway secret. */
  readonly gatewayHeaders: readonly string[];
  /** Begins the names of all `Dbt…` types. */
  readonly typePrefix: string;
  /** How `_entities` is asked for a relation; null where a mapping cannot be inverted. */
  readonly representation: Representation | null;
}

export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly audience: string | null;
}

export interface Representation {
  /** The owner's type: `Table` without a mapping. */
  readonly typeName: string;
  /** What the owner's type calls the contributed field `dbt`. */
  readonly dbtField: string;
  /** Fields that lead from the entity to each part; null where the owner knows no databases. */
  readonly database: readonly string[] | null;
  readonly schema: readonly string[];
  readonly name: readonly string[];
}

let loaded: ConsoleConfig | null = null;

/** Throws where the subgraph cannot be reached. */
export async function loadConfig(): Promise<ConsoleConfig> {
  if (loaded !== null) return loaded;
  const response = await fetch('/console/config.json');
  if (!response.ok) throw new Error(`/console/config.json was answered with ${response.status}.`);
  loaded = (await response.json()) as ConsoleConfig;
  return loaded;
}

/** Pages are shown once it is there. */
export function config(): ConsoleConfig {
  if (loaded === null)
    throw new Error('The configuration of the console is read before its pages are shown.');
  return loaded;
}
