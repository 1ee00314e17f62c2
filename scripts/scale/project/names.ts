/** How the generated project names its nodes: by number, so that a name is found without a list, the same in every process. */

export type Kind = 'models' | 'sources' | 'seeds' | 'snapshots';
export const KINDS: readonly Kind[] = ['models', 'sources', 'seeds', 'snapshots'];

export interface NodeNames {
  readonly uniqueId: string;
  readonly name: string;
  readonly packageName: string;
  readonly database: string;
  readonly schema: string;
  /** The relation's own name: a model's alias, a source's identifier. */
  readonly relation: string;
}

export const COLUMNS_PER_MODEL = 20;
export const TESTS_PER_MODEL = 5;

const DATABASES = ['analytics', 'finance', 'raw'] as const;
const SCHEMAS = 40;
const PACKAGES = ['shop', 'billing', 'marketing', 'logistics', 'support'] as const;
const LAYERS = ['stg', 'int', 'fct', 'dim'] as const;
const SUBJECTS = ['orders', 'customers', 'payments', 'sessions', 'shipments', 'tickets', 'invoices'] as const;
/** A tenth of the models stand in the warehouse under another name than the project's. */
const ALIASED_EVERY = 10;

const RESOURCE_TYPES: Readonly<Record<Kind, string>> = {
  models: 'model',
  sources: 'source',
  seeds: 'seed',
  snapshots: 'snapshot',
};

export function resourceTypeOf(kind: Kind): string {
  return RESOURCE_TYPES[kind];
}

/** How models hang together: `loose` with two parents or a source, `tight` with four or five, nearly every one below all sources. */
export type Weave = 'loose' | 'tight';

const MODELS_PER_SOURCE: Readonly<Record<Weave, number>> = { loose: 25, tight: 10 };

/** Nodes of each kind in a project of so many models: sources, seeds and snapshots come on top. */
export function countsOf(models: number, weave: Weave = 'loose'): Readonly<Record<Kind, number>> {
  return {
    models,
    sources: Math.ceil(models / MODELS_PER_SOURCE[weave]),
    seeds: Math.ceil(models / 100),
    snapshots: Math.ceil(models / 100),
  };
}

export function namesOf(kind: Kind, number: number): NodeNames {
  const packageName = at(PACKAGES, number);
  const subject = at(SUBJECTS, number);
  const name = nameOf(kind, number, packageName, subject);
  const isAliased = kind === 'models' && number % ALIASED_EVERY === 3;
  const place = kind === 'sources' ? `${packageName}_app.` : '';
  return {
    uniqueId: `${resourceTypeOf(kind)}.${packageName}.${place}${name}`,
    name,
    packageName,
    database: at(DATABASES, number),
    schema: `${kind === 'sources' ? 'landing' : 'marts'}_${String(number % SCHEMAS).padStart(2, '0')}`,
    relation: isAliased ? `${subject}_of_${packageName}_v${number}` : name,
  };
}

/** The number in a uniqueId, whether such a node exists or not; -1 where there is none. */
export function numberOf(uniqueId: string): number {
  const digits = /_(\d{1,9})$/.exec(uniqueId)?.[1];
  return digits === undefined ? -1 : Number(digits);
}

function nameOf(kind: Kind, number: number, packageName: string, subject: string): string {
  switch (kind) {
    case 'models':
      return `${at(LAYERS, number)}_${packageName}__${subject}_${number}`;
    case 'sources':
      return `raw_${subject}_${number}`;
    case 'seeds':
      return `codes_of_${subject}_${number}`;
    case 'snapshots':
      return `history_of_${subject}_${number}`;
  }
}

export function at<T>(choices: readonly T[], number: number): T {
  return choices[number % choices.length] as T;
}
