import { namesOf, numberOf } from '../../scale/project/names.ts';

/** A source of the made-up project, each made from its number alone. */
export interface MadeUpSource {
  readonly uniqueId: string;
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly packageName: string;
  /** RFC 3339, to the millisecond. */
  readonly loadedAt: string;
  readonly status: 'pass' | 'warn' | 'error';
}

const SOURCE_COUNT = 20;
const FIRST_LOADED_AT_MS = Date.UTC(2026, 10, 19, 5);
const SECOND_MS = 1000;
/** Neighbours in number are no neighbours in time. */
const TIME_STRIDE = 7;
const WARNS_EVERY = 5;
const ERROR_NUMBER = 8;
const WORST_FIRST: readonly MadeUpSource['status'][] = ['error', 'warn', 'pass'];

export const SOURCES: readonly MadeUpSource[] = Array.from({ length: SOURCE_COUNT }, (_, number) => {
  const { uniqueId, database, schema, name, packageName } = namesOf('sources', number);
  const place = (number * TIME_STRIDE) % SOURCE_COUNT;
  const loadedAt = new Date(FIRST_LOADED_AT_MS + place * SECOND_MS).toISOString();
  const passes = number % WARNS_EVERY === 0 ? 'warn' : 'pass';
  const status = number === ERROR_NUMBER ? 'error' : passes;
  return { uniqueId, database, schema, name, packageName, loadedAt, status };
});

/** Ids of what a model is made of: a source, and, of all but the first, a model with a lower number. */
export function parentIdsOf(number: number): readonly string[] {
  const source = namesOf('sources', number % SOURCE_COUNT).uniqueId;
  return number === 0 ? [source] : [source, namesOf('models', Math.floor(number / 2)).uniqueId];
}

/** What the graph answers of a made-up table's ancestors, as far as the workloads ask. */
export interface UpstreamConstant {
  readonly dataAsOf: string;
  readonly sourceStatus: string;
}

export function upstreamConstant({ uniqueId }: { readonly uniqueId: string }): UpstreamConstant {
  const above = SOURCES.filter((source) => sourcesAbove(numberOf(uniqueId)).has(source.uniqueId));
  const [dataAsOf = ''] = above.map(({ loadedAt }) => loadedAt).toSorted();
  const worst = WORST_FIRST.find((status) => above.some((source) => source.status === status));
  return { dataAsOf, sourceStatus: worst?.toUpperCase() ?? '' };
}

function sourcesAbove(number: number): ReadonlySet<string> {
  const [source = '', model] = parentIdsOf(number);
  const further = model === undefined ? [] : sourcesAbove(numberOf(model));
  return new Set([source, ...further]);
}
