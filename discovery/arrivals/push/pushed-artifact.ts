import { z } from 'zod';
import type { Verdict } from '../../memory/memory.ts';

export const ARTIFACT_FILES = 'manifest.json, catalog.json, run_results.json or sources.json';

/** What the answer to a push says of each artifact. */
export const pushedArtifactSchema = z.object({
  file: z.string(),
  outcome: z.enum(['new', 'known', 'refused', 'not stored']),
  nodes: z.number().optional(),
  reason: z.string().optional(),
  notes: z.array(z.string()).optional(),
});

export type PushedArtifact = z.infer<typeof pushedArtifactSchema>;

export function toPushedArtifact(verdict: Verdict): PushedArtifact {
  const { origin: file, outcome } = verdict;
  if (verdict.outcome === 'refused') return { file, outcome, reason: verdict.reason };
  if (verdict.outcome !== 'new') return { file, outcome };
  const notes = verdict.notes.length > 0 ? { notes: [...verdict.notes] } : {};
  return { file, outcome, nodes: verdict.nodes, ...notes };
}

/** `run_results.json new (12 nodes), manifest.json known`, on one line, whatever a reason repeats of an artifact. */
export function describe(artifacts: readonly PushedArtifact[]): string {
  const parts = artifacts.map((artifact) => {
    const details = detailsOf(artifact).join('; ');
    return `${artifact.file} ${artifact.outcome}${details === '' ? '' : ` (${details})`}`;
  });
  return parts.join(', ').replace(/[\s\p{Cc}]+/gu, ' ');
}

function detailsOf({ nodes, reason, notes = [] }: PushedArtifact): string[] {
  const counted = nodes === undefined ? [] : [nodes === 1 ? '1 node' : `${nodes} nodes`];
  return [...counted, ...(reason === undefined ? [] : [reason]), ...notes];
}
