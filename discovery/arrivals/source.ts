import type { Arrival } from '../memory/memory.ts';

/** A place that is looked at again and again. */
export interface ArtifactSource {
  /** For logs, without secrets. */
  readonly name: string;
  /**
   * Artifacts that changed since the last look; `[]` for none. A look may hand over a part: whoever looks does so again
   * until nothing comes. Throws an error with a remedy when something cannot be read.
   */
  look(signal: AbortSignal): Promise<readonly Arrival[]>;
  /** Hands everything over again at the next look. */
  again?(): void;
  /** Calls back when a look is worth it before its time; until the source is closed. */
  onHint?(wake: () => void): void;
  close?(): void;
}
