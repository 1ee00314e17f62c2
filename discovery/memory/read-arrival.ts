import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decodeText } from '../artifacts/decode.ts';
import { createLosses, type Losses } from '../artifacts/losses.ts';
import { parseJson } from '../artifacts/parse-json.ts';
import { salvage } from '../artifacts/salvage.ts';
import {
  type Catalog,
  catalogSchema,
  type Manifest,
  manifestSchema,
  type RunResults,
  runResultsSchema,
  type SourceFreshness,
  sourcesSchema,
} from '../artifacts/schemas.ts';
import type { Arrival, ArtifactKind } from './memory.ts';
import { Refusal } from './refusal.ts';
import { instantOf, type Stamp } from './stamp.ts';

export type ReadArtifact = { readonly stamp: Stamp; readonly losses: readonly string[] } & (
  | { readonly kind: 'manifest'; readonly artifact: Manifest }
  | { readonly kind: 'catalog'; readonly artifact: Catalog }
  | { readonly kind: 'run_results'; readonly artifact: RunResults }
  | { readonly kind: 'sources'; readonly artifact: SourceFreshness }
);

const OLDEST_MANIFEST_VERSION = 7;

/** Reads what can be read of one artifact. Throws a Refusal when it is none, another one, or too old. */
export function readArrival(arrival: Arrival, digest: string): ReadArtifact {
  const { kind, origin } = arrival;
  const losses = createLosses();
  const value = parse(arrival, losses);
  checkKind(value, kind, origin);
  const read = <T extends { metadata: Manifest['metadata'] }>(schema: z.ZodType<T>) => {
    const artifact = readAs(schema, origin, value, losses);
    return { artifact, stamp: stampOf(kind, artifact.metadata, digest), losses: losses.describe() };
  };
  switch (kind) {
    case 'manifest': {
      const manifest = read(manifestSchema);
      checkManifestVersion(manifest.artifact, origin);
      return { kind, ...manifest };
    }
    case 'catalog':
      return { kind, ...read(catalogSchema) };
    case 'run_results':
      return { kind, ...read(runResultsSchema) };
    case 'sources':
      return { kind, ...read(sourcesSchema) };
  }
}

function parse({ bytes, origin }: Arrival, losses: Losses): unknown {
  let text: string;
  try {
    text = decodeText(bytes);
  } catch (cause) {
    throw new Refusal(413, `${origin} is larger than can be read: send an artifact below 256 MB`, { cause });
  }
  try {
    return parseJson(text, losses);
  } catch (cause) {
    throw new Refusal(400, `${origin} is not valid JSON: send the whole file as dbt wrote it`, { cause });
  }
}

/** Artifacts say in their metadata what they are: sources would pass for run results otherwise. */
function checkKind(value: unknown, kind: ArtifactKind, origin: string): void {
  const version = z.object({ metadata: z.object({ dbt_schema_version: z.string() }) }).safeParse(value)
    .data?.metadata;
  const named = /\/dbt\/([a-z_-]+)\/v\d+/.exec(version?.dbt_schema_version ?? '')?.[1]?.replaceAll('-', '_');
  if (named !== undefined && named !== kind) {
    throw new Refusal(
      422,
      `${origin} is not the dbt artifact its name says: it is ${named}.json, not ${kind}.json; send it under its own name`,
    );
  }
}

function readAs<T>(schema: z.ZodType<T>, origin: string, value: unknown, losses: Losses): T {
  try {
    return salvage(schema, value, losses);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new Refusal(422, `${origin} is not the dbt artifact its name says:\n${z.prettifyError(error)}`);
  }
}

/** Newer versions than the known ones are read as they are: dbt adds fields and rarely moves one. */
function checkManifestVersion(manifest: Manifest, origin: string): void {
  const version = /\/v(\d+)\.json$/.exec(manifest.metadata.dbt_schema_version ?? '')?.[1];
  if (version !== undefined && Number(version) < OLDEST_MANIFEST_VERSION) {
    throw new Refusal(422, `${origin} has version ${version}: version 7 (dbt 1.3) or newer is needed`);
  }
}

function stampOf(kind: ArtifactKind, metadata: Manifest['metadata'], digest: string): Stamp {
  const generatedAt = metadata.generated_at ?? null;
  const invocationId = metadata.invocation_id || null;
  const artifact = invocationId === null ? digest : digestOf(`${kind} ${invocationId} ${generatedAt}`);
  return { at: instantOf(generatedAt), generatedAt, invocationId, artifact };
}

export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
