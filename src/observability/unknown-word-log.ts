import type { Log } from './log.ts';

/** Result words of tests that are not known yet, each said once. */
export function createUnknownWordLog(log: Log): (word: string) => void {
  const said = new Set<string>();
  return (word) => {
    if (said.has(word) || said.size >= 1000) return;
    said.add(word);
    log.warn({ word }, 'dbt gave a test a result that is not known; it reads NOT_RUN');
  };
}
