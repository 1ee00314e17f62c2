/** What a selection needs to have read, as bits; only who declares the fields knows what they mean. */
export type Needs = number;

/** How one field of the graph is answered. Declared once: resolvers, writers and reads come from it. */
export interface Field<Parent = never, Args = never, Value = unknown> {
  /** What has to be read for it; a function where that follows from what is selected below it, and how much of it. */
  readonly needs: Needs | ((below: Needs, args: Args) => Needs);
  /** Never asynchronous: everything was read before it is asked. */
  readonly value: (parent: Parent, args: Args) => Value;
  /** How often the selection below is answered, where an argument says so. */
  readonly times?: (args: Args) => number;
}

/** Every type that can be reached from an entity, with all of its fields. */
export type FieldTable = Readonly<Record<string, Readonly<Record<string, Field>>>>;
