import { type DocumentNode, parse } from 'graphql';

export interface SubgraphText {
  readonly name: string;
  readonly typeDefs: string;
}

export interface Composition {
  /** The package that composed. */
  readonly composer: string;
  /** What the composer objects to, empty for nothing; null where it is not installed. */
  readonly errors: readonly string[] | null;
  readonly supergraphSdl?: string;
}

interface Service {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

interface Outcome {
  readonly errors?: readonly { readonly message: string }[] | undefined;
  readonly supergraphSdl?: string | undefined;
}

interface Composer {
  readonly packageName: string;
  /** Imports the package only now: one of them is not permissively licensed and comes with the development alone. */
  load(): Promise<(services: Service[]) => Outcome>;
}

const COMPOSERS: readonly Composer[] = [
  {
    packageName: '@apollo/composition',
    async load() {
      const { composeServices } = await import('@apollo/composition');
      return (services) => composeServices(services);
    },
  },
  {
    packageName: '@theguild/federation-composition',
    async load() {
      const { composeServices } = await import('@theguild/federation-composition');
      return (services) => composeServices(services);
    },
  },
  {
    packageName: '@wundergraph/composition',
    async load() {
      const { federateSubgraphs } = await import('@wundergraph/composition');
      return (services) => {
        const subgraphs = services.map(({ name, url, typeDefs }) => ({ name, url, definitions: typeDefs }));
        const result = federateSubgraphs({ subgraphs });
        return result.success ? {} : { errors: result.errors };
      };
    },
  },
];

export const COMPOSER_NAMES: readonly string[] = COMPOSERS.map(({ packageName }) => packageName);

/** As a person leaves composers out on the command line. */
export function withoutOptions(composers: readonly string[]): string {
  return composers.map((name) => `--without ${name.replace(/^@|\/.*$/g, '')}`).join(' ');
}

/** Composes the subgraphs by every composer that gateways use, but for those that a person leaves out. */
export async function composeAll(
  services: readonly SubgraphText[],
  leftOut: readonly string[] = [],
): Promise<Composition[]> {
  const compositions: Composition[] = [];
  for (const composer of COMPOSERS)
    if (!leftOut.includes(composer.packageName)) compositions.push(await composeBy(composer, services));
  return compositions;
}

export function isRefusal({ errors }: Composition): boolean {
  return errors !== null && errors.length > 0;
}

async function composeBy(composer: Composer, services: readonly SubgraphText[]): Promise<Composition> {
  const compose = await load(composer);
  if (compose === null) return { composer: composer.packageName, errors: null };
  // Composers change the documents that they are given: each has its own.
  const parsed = services.map(({ name, typeDefs }) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(typeDefs),
  }));
  const { errors = [], supergraphSdl } = attempt(compose, parsed);
  return {
    composer: composer.packageName,
    errors: errors.map(({ message }) => message),
    ...(supergraphSdl === undefined ? {} : { supergraphSdl }),
  };
}

async function load(composer: Composer): Promise<((services: Service[]) => Outcome) | null> {
  try {
    return await composer.load();
  } catch (error) {
    if (isMissing(error, composer.packageName)) return null;
    throw error;
  }
}

function isMissing(error: unknown, packageName: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${packageName}'`)
  );
}

/** Some composers throw where others list an error. */
function attempt(compose: (services: Service[]) => Outcome, services: Service[]): Outcome {
  try {
    return compose(services);
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
}
