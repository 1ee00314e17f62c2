import { z } from 'zod';

const TYPE_NAME = z.string().regex(/^[_A-Za-z]\w*$/, 'must be a type name');
const PATH = z.string().min(1);

const relationPaths = z.strictObject({
  database: PATH.optional().describe(
    'The field that holds the database. Left out where the graph knows none.',
  ),
  schema: PATH.describe('The field that holds the schema: `schema`, or nested: `schema.name`.'),
  name: PATH.describe('The field that holds the name: `name`, or with an argument: `name(format: PLAIN)`.'),
});

const example = z.strictObject({
  value: z.string(),
  database: z.string().optional(),
  schema: z.string(),
  name: z.string(),
});

const relationPattern = z.strictObject({
  from: PATH.describe('The field that holds all names in one text.'),
  pattern: z
    .string()
    .describe(
      'A regular expression (RE2) for the whole text, with the groups `schema`, `name` and, where there is one, `database`.',
    ),
  examples: z
    .array(example)
    .min(1)
    .describe('Texts and the names in them. The pattern is tried on them at start.'),
});

const environments = z.strictObject({
  by: PATH.describe('The field whose value chooses.'),
  values: z
    .record(z.string(), z.array(z.string()).min(1))
    .optional()
    .describe(
      "Ids of the integration's environments, first the one of highest priority, by the field's value. Left out: all environments, whatever the value.",
    ),
});

const KEY = z.string().min(1).describe("The owner's own key, where the fields above cannot stand in one.");

const table = z.strictObject({
  type: TYPE_NAME,
  relation: z.union([relationPaths, relationPattern]),
  environments: environments.optional(),
  key: KEY.optional(),
});

const column = z.strictObject({
  type: TYPE_NAME,
  name: PATH.describe('The field that holds the name of the column.'),
  table: PATH.describe("The field that leads to the column's table."),
  key: KEY.optional(),
});

/** The file as its owner writes it; its meaning is checked elsewhere. */
export const mappingFile = z.strictObject({
  tables: z.array(table).min(1),
  columns: z.array(column).optional(),
  interfaces: z
    .array(TYPE_NAME)
    .optional()
    .describe('Interfaces all of whose implementations are tables here.'),
  typePrefix: z
    .string()
    .regex(/^[A-Z]\w*$/, 'must begin with a capital letter')
    .optional()
    .describe('Begins the names of all contributed types, where they would collide.'),
  rename: z
    .record(z.string(), z.string())
    .optional()
    .describe('New names of contributed fields: `Dataset.lastRefreshedAt: dbtLastRefreshedAt`.'),
  owner: z.string().describe("The owner's types as far as they are named above, in GraphQL."),
});

export type MappingFile = z.infer<typeof mappingFile>;
