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
  /** Whether `adapt` is expected to refuse it. */
  readonly isRefused: boolean;
}

const FOLDER = new URL('../../test/shapes/owners/', import.meta.url);

type Special = Omit<OwnerCase, 'name' | 'files'> & { readonly besides?: string };

const PLAIN: Special = { args: [], service: null, isRefused: false };

/** What cannot be seen in a schema: values, and what else is in the graph. */
const SPECIAL: Readonly<Record<string, readonly Special[]>> = {
  // A service of OpenMetadata is its first level.
  '16-openmetadata': [{ ...PLAIN, service: 'warehouse_prod' }],
  '24-two-accounts': [
    {
      ...PLAIN,
      args: ['--environments-by', 'account', '--environment', 'eu=834', '--environment', 'us=912'],
    },
  ],
  '25-restaurant-tables': [
    { ...PLAIN, isRefused: true },
    { ...PLAIN, besides: '02-dataset-and-field' },
  ],
};

export function ownerCases(): readonly OwnerCase[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => file.replace(/\.graphql$/, ''))
    .sort()
    .flatMap((file) =>
      (SPECIAL[file] ?? [PLAIN]).map(({ besides, ...special }) => ({
        ...special,
        name: besides === undefined ? file : `${file} beside ${besides}`,
        files: besides === undefined ? [file] : [file, besides],
      })),
    );
}

export function readOwner(file: string): string {
  return readFileSync(new URL(`${file}.graphql`, FOLDER), 'utf8');
}
