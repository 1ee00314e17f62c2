/** When an artifact was written, and which one it is: a total order, so that it does not matter in which one they arrive. */
export interface Stamp {
  /** Milliseconds; 0 where the artifact is not dated, so that all that are dated come after it. */
  readonly at: number;
  /** The artifact's own text, which may be finer than milliseconds. */
  readonly generatedAt: string | null;
  readonly invocationId: string | null;
  /** What tells the artifact from every other: its invocation and time, or its content where it names no invocation. */
  readonly artifact: string;
}

export function compareStamps(left: Stamp, right: Stamp): number {
  return (
    left.at - right.at ||
    compareTexts(left.generatedAt ?? '', right.generatedAt ?? '') ||
    compareTexts(left.artifact, right.artifact)
  );
}

export function instantOf(generatedAt: string | null | undefined): number {
  const instant = Date.parse(generatedAt ?? '');
  return Number.isNaN(instant) ? 0 : instant;
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
