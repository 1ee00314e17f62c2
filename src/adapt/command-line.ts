import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { inWords } from '../mapping/suggest.ts';
import { COMPOSER_NAMES } from './compose.ts';

export interface CommandLine {
  readonly owner: readonly string[];
  readonly table: readonly string[];
  readonly column: readonly string[];
  readonly relation: string | null;
  readonly pattern: string | null;
  readonly example: readonly string[];
  readonly environmentsBy: string | null;
  readonly environment: readonly string[];
  /** Packages of composers that are not asked. */
  readonly without: readonly string[];
  readonly out: string;
  readonly schemaOut: string;
  readonly print: boolean;
  readonly help: boolean;
}

export const OPTIONS = {
  owner: { type: 'string', multiple: true, default: [] },
  table: { type: 'string', multiple: true, default: [] },
  column: { type: 'string', multiple: true, default: [] },
  relation: { type: 'string' },
  pattern: { type: 'string' },
  example: { type: 'string', multiple: true, default: [] },
  'environments-by': { type: 'string' },
  environment: { type: 'string', multiple: true, default: [] },
  without: { type: 'string', multiple: true, default: [] },
  out: { type: 'string', default: 'entity-mapping.yaml' },
  'schema-out': { type: 'string', default: 'dbt-subgraph.graphql' },
  print: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsOptionsConfig;

/** `typed` is what the caller types before the flags. */
export const usage = (typed: string) => `Usage: ${typed} --owner schema.graphql

Finds the types of your graph that are tables and columns, writes the mapping that this subgraph reads
(ENTITY_MAPPING) and the SDL that it then serves, and composes that with your schema.

  --owner FILE              SDL of the subgraph that has the tables, or a supergraph; several: --owner a --owner b
  --table TYPE              the type of tables, or an interface; repeat it to map several
  --column TYPE             the type of columns; repeat it to map several
  --relation FIELDS         the fields that name a relation: one text, --relation fullyQualifiedName,
                            or paths, --relation database=db.name,schema=schema.name,name=name
  --pattern REGEXP          takes one text apart, by groups: '^(?<database>[^/]+)/(?<schema>[^/]+)/(?<name>.+)$'
  --example 'TEXT => NAMES' a text and the names in it: 'a/b/c => a.b.c'; repeat it for several
  --environments-by FIELD   a field that tells accounts of a warehouse apart
  --environment VALUE=IDS   the ids of dbt's environments by that field's value: acme_eu=834,835
  --without COMPOSER        a composer that no gateway of yours uses: apollo, theguild or wundergraph
  --out FILE                the mapping; entity-mapping.yaml by default
  --schema-out FILE         the SDL; dbt-subgraph.graphql by default
  --print                   prints the mapping and writes nothing
`;

/** Throws a TypeError with words for a person. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: OPTIONS,
  });
  return {
    owner: values.owner,
    table: values.table,
    column: values.column,
    relation: values.relation ?? null,
    pattern: values.pattern ?? null,
    example: values.example,
    environmentsBy: values['environments-by'] ?? null,
    environment: values.environment,
    without: values.without.map(composerNamed),
    out: values.out,
    schemaOut: values['schema-out'],
    print: values.print,
    help: values.help,
  };
}

/** An argument that nobody knows; the message is for a person. */
export class UsageError extends TypeError {
  override name = 'UsageError';
}

/** The package of a composer that is left out. */
export function composerNamed(text: string): string {
  const found = COMPOSER_NAMES.find((name) => name === text || name.startsWith(`@${text}/`));
  if (found === undefined)
    throw new UsageError(`--without ${text}: this is none of the composers ${inWords(COMPOSER_NAMES)}.`);
  return found;
}
