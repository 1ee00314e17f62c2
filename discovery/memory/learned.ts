/** What one artifact changed. */
export interface Learned {
  /** How many nodes have facts that changed. */
  readonly nodes: number;
  readonly notes: readonly string[];
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
