import { z } from 'zod';

const VARIABLE = String.raw`\$\{[A-Za-z_][A-Za-z0-9_]*\}`;

const text = z.string().min(1);
const secret = z.string().regex(new RegExp(`^${VARIABLE}$`), {
  error: `must name a variable of the environment, as in \${DISCOVERY_TOKEN}: a file is copied and kept, and secrets do not belong there`,
});
const flag = z.boolean();

const environment = z.strictObject({
  id: z
    .int()
    .min(0)
    .max(999_999_999_999_999)
    .describe('The id that clients ask for. Of your own choice, and never changed.'),
  name: text.optional().describe('What people call it. By default its type.'),
  type: z
    .enum(['production', 'staging', 'development', 'general'])
    .optional()
    .describe(
      'What it is for; general is a deployment that is neither production nor staging. By default production.',
    ),
  project: z
    .strictObject({
      name: text.optional().describe("By default the manifest's own."),
      id: z.int().min(0).optional().describe('By default derived from the name.'),
    })
    .optional()
    .describe('The project it belongs to.'),
  source: text
    .optional()
    .describe(
      'Where its artifacts are: a folder (from this file), s3://bucket/prefix or https://host/path/. Without one they are pushed.',
    ),
  headerFile: text
    .optional()
    .describe('A file of headers for an https source, one "Name: value" a line; read at each look.'),
  target: text
    .optional()
    .describe(
      'What dbt calls its target, as in dbt --target prod; artifacts of others are kept out. By default the target that came first counts.',
    ),
  docsUrl: text.optional().describe('Where its dbt docs are served: http(s)://host/path/ or …/index.html.'),
  pushToken: secret.optional().describe('Opens pushes to this environment alone.'),
  notify: z
    .strictObject({
      url: text.describe("The webhookUrl of the subgraph's integration."),
      secret: secret.describe('The secret that the subgraph was given for it.'),
    })
    .optional()
    .describe('Who is told of new facts.'),
});

const token = z.union([
  secret,
  z.strictObject({
    token: secret,
    permission: z
      .enum(['full', 'metadata-only'])
      .optional()
      .describe('metadata-only opens the Discovery API and not the Admin API. By default full.'),
  }),
]);

/** A configuration file, before its variables are put in. */
export const configFile = z.strictObject({
  $schema: z.string().optional().describe('Where editors find the form of this file.'),
  host: text.optional().describe('Address to listen on. By default 127.0.0.1.'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port to listen on, 0 for any free one. By default 4010.'),
  state: text
    .optional()
    .describe(
      'The SQLite file that remembers what artifacts said (from this file), or :memory: for none. By default data/discovery.sqlite, from where the program is started.',
    ),
  poll: z
    .number()
    .min(1)
    .max(86_400)
    .optional()
    .describe('Seconds between two looks at a source. By default 30.'),
  watch: flag.optional().describe('Look at folders again when they change, and by time. By default true.'),
  wait: flag
    .optional()
    .describe('Start without the artifacts of a source that cannot be read yet. By default false.'),
  allowOtherProject: flag
    .optional()
    .describe('Take artifacts of another dbt project than the one that is known. By default false.'),
  token: secret.optional().describe('The service token that clients send. By default DISCOVERY_TOKEN.'),
  tokens: z.array(token).optional().describe('More service tokens.'),
  pushToken: secret
    .optional()
    .describe('Opens pushes to every environment. By default DISCOVERY_PUSH_TOKEN, if that is set.'),
  environments: z.array(environment).min(1).describe('What is served.'),
});

export type ConfigFile = z.infer<typeof configFile>;
