import { MAX_ARTIFACT_BYTES } from '../artifact-bytes.ts';

const MEGABYTE = 1024 * 1024;

/** What bounds a push, so that no sender makes the program grow or stand still. */
export interface PushLimits {
  /** Bytes on the wire. */
  readonly bodyBytes: number;
  /** Bytes of one artifact, unpacked: as many as of one that is fetched. */
  readonly artifactBytes: number;
  /** Bytes of an archive, unpacked, with all that is skipped in it. */
  readonly archiveBytes: number;
  /** The target/ of a large project holds two files of SQL for each of its models and tests. */
  readonly archiveEntries: number;
  readonly archiveArtifacts: number;
  /** Unpacked bytes of all pushes that are under way. */
  readonly heldBytes: number;
}

export const DEFAULT_LIMITS: PushLimits = {
  bodyBytes: 256 * MEGABYTE,
  artifactBytes: MAX_ARTIFACT_BYTES,
  archiveBytes: 1024 * MEGABYTE,
  archiveEntries: 50_000,
  archiveArtifacts: 1_000,
  heldBytes: 1024 * MEGABYTE,
};
