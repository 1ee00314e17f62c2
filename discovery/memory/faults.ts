import type { Verdict } from './memory.ts';

type Refused = Extract<Verdict, { outcome: 'refused' }>;

/**
 * The first refusal that says that a place cannot be served as it stands. Results of another project are none: in many
 * a folder some are left from before the project had its name.
 */
export function findFault(verdicts: readonly Verdict[]): Refused | undefined {
  return verdicts.find(
    (verdict): verdict is Refused =>
      verdict.outcome === 'refused' && (verdict.status !== 409 || verdict.kind === 'manifest'),
  );
}
