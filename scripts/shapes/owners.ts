import { readdirSync, readFileSync } from 'node:fs';

/** An owner's graph as it is tried: its subgraphs, and what somebody says to `adapt` besides. */
export interface OwnerCase {
  /** As the table calls it. */
  readonly name: string;
  /** Names of files in the folder of owners; the first one is the owner's. */
  readonly files: readonly string[];
  /** Further arguments of `adapt`. */
  readonly args: readonly string[];
  /** What begins its fully qualified names; null for nothing. */
  readonly service: string | null;
  /** Whether its warehouse knows databases and tables only: what is called a database there is a schema to dbt. */
  readonly hasTwoLevels: boolean;
  /** Whether `adapt` is expected to refuse it. */
  readonly isRefused: boolean;
}

interface Variant {
  /** Stands behind the owner's name in the table. */
  readonly label?: string;
  readonly args?: readonly string[];
  readonly service?: string;
  readonly hasTwoLevels?: boolean;
  readonly isRefused?: boolean;
  /** Another owner in the same graph. */
  readonly beside?: string;
}

const FOLDER = new URL('../../test/shapes/owners/', import.meta.url);

/** A service of OpenMetadata is the first level of its fully qualified names. */
const SERVICE = 'warehouse_prod';

/** What cannot be seen in a schema: what values are, what else is in the graph, and what somebody would rather have. */
const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  '06-datahub': [{}, { label: 'by its qualifiedName', args: ['--relation', 'properties.qualifiedName'] }],
  '16-openmetadata': [
    { service: SERVICE },
    { label: 'by its FQN', service: SERVICE, args: ['--relation', 'fullyQualifiedName'] },
  ],
  '24-two-accounts': [
    { args: ['--environments-by', 'account', '--environment', 'eu=834', '--environment', 'us=912'] },
    { label: 'environments not said' },
  ],
  '25-restaurant-tables': [
    { isRefused: true },
    { label: 'beside 02-dataset-and-field', beside: '02-dataset-and-field' },
  ],
  '34-glue': [{ hasTwoLevels: true }],
};

/** Stands between an owner's name and that of a further subgraph of the same graph. */
const FURTHER = '--';

export function ownerCases(): readonly OwnerCase[] {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => file.replace(/\.graphql$/, ''))
    .sort();
  return files
    .filter((file) => !file.includes(FURTHER))
    .flatMap((file) => {
      const further = files.filter((other) => other.startsWith(file + FURTHER));
      return (VARIANTS[file] ?? [{}]).map((variant) => toCase(file, further, variant));
    });
}

function toCase(file: string, further: readonly string[], variant: Variant): OwnerCase {
  const { label, args = [], service = null, hasTwoLevels = false, isRefused = false, beside } = variant;
  return {
    name: label === undefined ? file : `${file}, ${label}`,
    files: [file, ...further, ...(beside === undefined ? [] : [beside])],
    args,
    service,
    hasTwoLevels,
    isRefused,
  };
}

export function readOwner(file: string): string {
  return readFileSync(new URL(`${file}.graphql`, FOLDER), 'utf8');
}
