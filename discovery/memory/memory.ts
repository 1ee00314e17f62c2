import type { EnvironmentState } from '../state/environment-state.ts';

export type ArtifactKind = 'manifest' | 'catalog' | 'run_results' | 'sources';

/** One artifact as it arrived: the bytes of its JSON, unpacked. */
export interface Arrival {
  readonly kind: ArtifactKind;
  readonly bytes: Uint8Array;
  /** For messages: a file name, an address without its query. */
  readonly origin: string;
}

export type Verdict =
  | {
      readonly outcome: 'new';
      readonly kind: ArtifactKind;
      readonly origin: string;
      /** How many nodes have facts that changed. */
      readonly nodes: number;
      readonly notes: readonly string[];
    }
  | { readonly outcome: 'known'; readonly kind: ArtifactKind; readonly origin: string }
  | {
      readonly outcome: 'refused';
      readonly kind: ArtifactKind;
      readonly origin: string;
      /** One sentence with the remedy. */
      readonly reason: string;
      readonly status: 400 | 409 | 413 | 415 | 422;
    };

export interface ArtifactMemory {
  /**
   * Takes the artifacts of one environment as one transaction: when it resolves, what is `new` is on disk. A refused
   * artifact leaves the others and the old facts as they are.
   */
  take(environmentId: number, arrivals: readonly Arrival[]): Promise<readonly Verdict[]>;
  /** Null until a manifest is known. Replaced whole, never changed. */
  state(environmentId: number): EnvironmentState | null;
  /** Forgets all that is known of an environment. */
  forget(environmentId: number): Promise<void>;
  /** Told after each change of a state. */
  onChanged(listener: (environmentId: number) => void): void;
  close(): Promise<void>;
}
