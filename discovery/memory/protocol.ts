import type { EnvironmentHeader } from './header.ts';
import type { Arrival, Verdict } from './memory.ts';

export interface OpenRequest {
  readonly path: string;
  readonly environments: readonly { readonly id: number; readonly target: string | null }[];
}

export interface TakeRequest {
  readonly environmentId: number;
  readonly arrivals: readonly Arrival[];
  readonly allowOtherProject: boolean;
  /**
   * `each`: a refused artifact leaves the others as they are. `whole`: it keeps them out. `afresh`: what was known before is forgotten;
   * if one of the artifacts is a fault, or none is a manifest, nothing changes at all.
   */
  readonly mode: 'each' | 'whole' | 'afresh';
}

/** What the main thread may ask of the worker, and what it is answered. */
export interface Calls {
  /** Answers lines for the log. */
  open: (request: OpenRequest) => readonly string[];
  take: (request: TakeRequest) => {
    readonly verdicts: readonly Verdict[];
    readonly lines: readonly string[];
  };
  forget: (environmentId: number) => void;
  /** Begins to tell what changed since the last time; `slice` goes on. */
  changes: (environmentId: number) => ChangesHead;
  /** Some changes as the JSON of a list of `Change`; null after the last one. */
  slice: (environmentId: number) => string | null;
  close: () => void;
}

export interface ChangesHead {
  readonly header: EnvironmentHeader;
  /** Some execution built nodes of the manifest as relations of another target. */
  readonly hasOtherTarget: boolean;
  /** Whether the main thread has to begin from nothing. */
  readonly afresh: boolean;
}

export type ShownPart = 'manifest' | 'runs' | 'catalog' | 'freshness';

/** Null for what is gone. */
export type Change = readonly [part: ShownPart, name: string, value: unknown];

export type Request = {
  [Name in keyof Calls]: {
    readonly id: number;
    readonly name: Name;
    readonly argument: Parameters<Calls[Name]>[0];
  };
}[keyof Calls];

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
