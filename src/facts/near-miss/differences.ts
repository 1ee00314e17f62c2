/**
 * How a name that came near differs from the one that was read: by nothing, by case where case decides, by signs that are neither letters
 * nor digits; it is the project's name for it, or nearly; another version; singular for plural; a slip of the hand, or two.
 */
export type NameDifference =
  | 'none'
  | 'case'
  | 'signs'
  | 'project-name'
  | 'project-signs'
  | 'version'
  | 'number'
  | 'slip'
  | 'slips';
export type SchemaDifference = 'none' | 'case' | 'signs' | 'slip' | 'missing' | 'other';
export type DatabaseDifference = 'none' | 'case' | 'signs' | 'other';
/** Whether the relation stands in the warehouse: the definition state may know one that does not, or not yet. */
export type State = 'built' | 'moved' | 'unbuilt';

/** In which respects a node's relation differs from the names that were read. */
export interface Differences {
  readonly name: NameDifference;
  readonly schema: SchemaDifference;
  readonly database: DatabaseDifference;
  readonly state: State;
  /** The name is compared with the part before the `*` of a shard pattern. */
  readonly isShard: boolean;
}

const COSTS = {
  name: {
    none: 0,
    case: 1,
    signs: 2,
    'project-name': 3,
    'project-signs': 4,
    version: 5,
    number: 7,
    slip: 8,
    slips: 9,
  },
  schema: { none: 0, case: 1, signs: 3, slip: 5, missing: 6, other: 6 },
  database: { none: 0, case: 1, signs: 3, other: 5 },
  state: { built: 0, moved: 2, unbuilt: 2 },
} as const satisfies Partial<Record<keyof Differences, Readonly<Record<string, number>>>>;

/** The fewest and surest differences cost least. */
export function costOf({ name, schema, database, state }: Differences): number {
  return COSTS.name[name] + COSTS.schema[schema] + COSTS.database[database] + COSTS.state[state];
}

/** What a likeness of names alone costs at the least: below it nobody need look for any. */
export const SLIP_COST = COSTS.name.slip;

/** A name that is only similar means little in another place, unless it is long. */
export function isFarFetched({ name, schema }: Differences, letters: string): boolean {
  const isOnlySimilar = name === 'number' || name === 'slip' || name === 'slips';
  return isOnlySimilar && (schema === 'other' || schema === 'missing') && letters.length <= 8;
}
