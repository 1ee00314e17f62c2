import { z } from 'zod';

const TYPE_NAME = z.string().regex(/^[_A-Za-z]\w*$/, 'must be a type name, such as `Dataset`');
const PATH = z.string().min(1);
const KEY = z
  .string()
  .min(1)
  .describe(
    "A field set of the owner's own key, such as `id`. Needed only where the fields named here cannot stand in a key: where one takes an argument or comes through an interface.",
  );

export const relationPathsForm = z
  .strictObject({
    database: PATH.optional().describe(
      'The field that holds the database. Left out where the graph knows none.',
    ),
    schema: PATH.describe('The field that holds the schema: `schema`, or nested: `schema.name`.'),
    name: PATH.describe(
      "The field that holds the name: `name`, or with an argument, in quotes for its colon: `'name(format: PLAIN)'`.",
    ),
  })
  .describe('Names that stand in fields of their own, each as a path of fields with dots.');

export const exampleForm = z.strictObject({
  value: z.string().describe('A text as the field holds it.'),
  database: z.string().optional().describe('The database in it. Left out where it names none.'),
  schema: z.string().describe('The schema in it.'),
  name: z.string().describe("The relation's name in it."),
});

export const relationPatternForm = z
  .strictObject({
    from: PATH.describe('The field that holds all names in one text.'),
    pattern: z
      .string()
      .min(1)
      .describe(
        'A regular expression (RE2) for the whole text, with the groups `schema`, `name` and, where there is one, `database`: `^(?<database>[^.]+)\\.(?<schema>[^.]+)\\.(?<name>.+)$`.',
      ),
    examples: z
      .array(exampleForm)
      .min(1)
      .describe('Texts and the names in them. The pattern is tried on them at start.'),
  })
  .describe('Names that stand in one text, which a pattern takes apart.');

export const environmentsForm = z
  .strictObject({
    by: PATH.describe('The field whose value chooses.'),
    values: z
      .record(z.string(), z.array(z.string().min(1)).min(1))
      .optional()
      .describe(
        "Ids of the integration's environments, first the one of highest priority, by the field's value. Left out: all environments, whatever the value.",
      ),
  })
  .describe(
    "A field that tells warehouses of the same names apart, and which of the integration's environments answer for each of its values.",
  );

export const tableForm = z.strictObject({
  type: TYPE_NAME.describe("The owner's object type."),
  relation: z
    .union([relationPathsForm, relationPatternForm])
    .describe('Where the type holds the names of its relation in the warehouse.'),
  environments: environmentsForm.optional(),
  key: KEY.optional(),
});

export const columnForm = z.strictObject({
  type: TYPE_NAME.describe("The owner's object type."),
  name: PATH.describe('The field that holds the name of the column.'),
  table: PATH.describe(
    "The field that leads to the column's table: a type of `tables`, or an interface all of whose implementations are.",
  ),
  key: KEY.optional(),
});

export const typePrefixForm = z
  .string()
  .regex(/^[A-Z]\w*$/, 'must be letters and digits after a capital letter');

/** The file as its owner writes it; its meaning is checked elsewhere. */
export const mappingFile = z
  .strictObject({
    $schema: z.string().optional().describe('Where an editor finds this schema.'),
    tables: z.array(tableForm).min(1).describe('The types whose entities are relations of the warehouse.'),
    columns: z
      .array(columnForm)
      .optional()
      .describe(
        'The types whose entities are columns. Left out where the graph has none that lead to their table: facts of columns then come by `dbt { columns }` of the table.',
      ),
    interfaces: z
      .array(TYPE_NAME)
      .optional()
      .describe(
        'Interfaces that carry the contributed fields, too. All implementations of each are tables here.',
      ),
    typePrefix: typePrefixForm
      .optional()
      .describe(
        'Begins the names of all contributed types, where they would collide with types of the graph: `Metadata` makes `DbtNode` a `MetadataDbtNode`.',
      ),
    rename: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        'New names of contributed fields where they would collide with fields of the graph: `Dataset.lastRefreshedAt: dbtLastRefreshedAt`.',
      ),
    owner: z
      .string()
      .min(1)
      .describe(
        "The owner's types in GraphQL, as far as they are named here: fields of paths and keys with their types, nullability and arguments, interfaces and what implements them.",
      ),
  })
  .describe('How a graph names its tables and columns.');

export type TableEntry = z.infer<typeof tableForm>;
export type ColumnEntry = z.infer<typeof columnForm>;
export type RelationPathsEntry = z.infer<typeof relationPathsForm>;
export type RelationPatternEntry = z.infer<typeof relationPatternForm>;
export type MappingFile = z.infer<typeof mappingFile>;
