/** How far the read of one part of an environment is. */
export interface Progress {
  readonly rows: number;
  /** Null where dbt does not tell how many there are. */
  readonly totalRows: number | null;
}

/** "about 40 % of environment 834 is read": for a person who waits for a first read. */
export function describeProgress(environmentId: string, progress: Progress | null): string {
  const { rows = 0, totalRows = null } = progress ?? {};
  if (rows === 0) return `nothing of environment ${environmentId} is read yet`;
  if (totalRows === null || totalRows === 0) {
    return `${rows} ${rows === 1 ? 'row' : 'rows'} of environment ${environmentId} ${rows === 1 ? 'is' : 'are'} read so far`;
  }
  // A read that goes on is never told to be done.
  const percent = Math.min(99, Math.floor((100 * rows) / totalRows));
  return `about ${percent} % of environment ${environmentId} is read`;
}
