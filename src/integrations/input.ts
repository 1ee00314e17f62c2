import * as z from 'zod';
import { environmentIdsSchema } from './environment-ids.ts';
import type { IntegrationProblem } from './problem.ts';

/** As it comes from the graph; null and left out mean the same. */
export interface IntegrationInput {
  readonly serviceToken?: string | null | undefined;
  readonly apiHost: string;
  readonly discoveryUrl?: string | null | undefined;
  readonly environmentIds?: readonly string[] | null | undefined;
  readonly expectedRevision?: number | null | undefined;
}

/** What could be read of an input; a field is null where it was left out or has a problem. */
export interface ParsedInput {
  readonly serviceToken: string | null;
  readonly apiHost: string | null;
  readonly discoveryUrl: string | null;
  readonly environmentIds: readonly string[] | null;
  readonly expectedRevision: number | null;
  readonly problems: readonly IntegrationProblem[];
}

const MAX_TOKEN_LENGTH = 2_048;
const MAX_URL_LENGTH = 2_048;
const DEFAULT_MAX_ENVIRONMENTS = 50;

// No message repeats what was typed: a token pasted into the wrong field would stand in it.
const serviceTokenSchema = z
  .string()
  .trim()
  .min(1, 'The service token is empty. Paste it, or leave it out to keep the stored one.')
  .max(MAX_TOKEN_LENGTH, `The service token is longer than ${MAX_TOKEN_LENGTH} characters.`)
  .regex(
    /^[\x21-\x7e]*$/,
    'The service token contains blanks or characters that no dbt token has. Paste the token alone, without "Bearer".',
  );

const apiHostSchema = z
  .string()
  .trim()
  .min(1, "The API host is empty. Enter the host of your dbt account's access URL, e.g. ab123.us1.dbt.com.")
  .max(MAX_URL_LENGTH, `The API host is longer than ${MAX_URL_LENGTH} characters.`);

const discoveryUrlSchema = z
  .string()
  .trim()
  .max(MAX_URL_LENGTH, `The Discovery URL is longer than ${MAX_URL_LENGTH} characters.`)
  .transform((text) => (text === '' ? null : text));

const expectedRevisionSchema = z
  .number()
  .int()
  .min(0, 'expectedRevision is negative. Pass the revision that the integration was read with.');

const webhookSecretSchema = z
  .string()
  .trim()
  .min(
    8,
    'The webhook secret is shorter than 8 characters. Paste the one dbt shows, or pass null to clear it.',
  )
  .max(512, 'The webhook secret is longer than 512 characters.')
  .regex(/^[\x21-\x7e]*$/, 'The webhook secret contains blanks or characters that dbt never uses in one.');

/** Reads every field, and reports the problems of all of them at once. */
export function parseIntegrationInput(
  input: IntegrationInput,
  maxEnvironments = DEFAULT_MAX_ENVIRONMENTS,
): ParsedInput {
  const problems: IntegrationProblem[] = [];
  return {
    serviceToken: take(serviceTokenSchema, input.serviceToken, ['input', 'serviceToken'], problems),
    apiHost: take(apiHostSchema, input.apiHost, ['input', 'apiHost'], problems),
    discoveryUrl: take(discoveryUrlSchema, input.discoveryUrl, ['input', 'discoveryUrl'], problems),
    environmentIds: take(
      environmentIdsSchema(maxEnvironments),
      input.environmentIds,
      ['input', 'environmentIds'],
      problems,
    ),
    expectedRevision: take(
      expectedRevisionSchema,
      input.expectedRevision,
      ['input', 'expectedRevision'],
      problems,
    ),
    problems,
  };
}

export function parseRotation(serviceToken: string, expectedRevision: number | null | undefined) {
  const problems: IntegrationProblem[] = [];
  return {
    serviceToken: take(serviceTokenSchema, serviceToken, ['serviceToken'], problems),
    expectedRevision: take(expectedRevisionSchema, expectedRevision, ['expectedRevision'], problems),
    problems,
  };
}

export function parseWebhookSecret(secret: string | null | undefined) {
  const problems: IntegrationProblem[] = [];
  return { secret: take(webhookSecretSchema, secret, ['secret'], problems), problems };
}

function take<T>(
  schema: z.ZodType<T, unknown>,
  value: unknown,
  field: readonly string[],
  problems: IntegrationProblem[],
): T | null {
  if (value === null || value === undefined) return null;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { message } of parsed.error.issues) problems.push({ code: 'INVALID_INPUT', field, message });
  return null;
}
