import type { OwnerText } from './read-owner.ts';

/** What a person asks `adapt` for. */
export interface AdaptRequest {
  readonly owners: readonly OwnerText[];
  /** Names of types; none: they are found. */
  readonly tables: readonly string[];
  readonly columns: readonly string[];
  /** A path, or paths by `database=`, `schema=` and `name=`. */
  readonly relation: string | null;
  readonly pattern: string | null;
  /** Each `text => database.schema.name`, or a text alone. */
  readonly examples: readonly string[];
  /** A path to the field that chooses environments. */
  readonly environmentsBy: string | null;
  /** Each `value=id,id`. */
  readonly environments: readonly string[];
  /** Packages of composers that are not asked: no gateway of this graph uses them. */
  readonly composersLeftOut?: readonly string[];
  /** Where the form of a mapping is, for editors; its place in an installed package where this is left out. */
  readonly mappingSchema?: string | undefined;
}
