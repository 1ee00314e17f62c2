import { useRef } from 'preact/hooks';
import { type Asked, useAsk } from '../../use-ask.ts';
import { type Coverage, type CoverageData, coverageQuery } from './coverage-question.ts';
import { type Narrowing, toStatuses } from './narrowing.ts';

export interface ShownCoverage {
  readonly coverage: Coverage;
  /** The numbers are those of an answer before; the tables of the choice have not come. */
  readonly isWithoutTables: boolean;
}

/** Coverage with the tables of a choice. While another choice is asked for, the numbers stay, and with them the button that has the focus. */
export function useCoverage(narrowing: Narrowing): Asked<ShownCoverage> {
  const asked = useAsk<CoverageData>(coverageQuery(), { statuses: toStatuses(narrowing) });
  const last = useRef<Coverage | null>(null);
  if (asked.data !== null) last.current = asked.data.dbtCoverage;
  const coverage = last.current;
  const data = coverage === null ? null : { coverage, isWithoutTables: asked.data === null };
  const { answer } = asked;
  if (answer?.kind !== 'data') return { ...asked, answer, data };
  const shown = { coverage: answer.data.dbtCoverage, isWithoutTables: false };
  return { ...asked, answer: { ...answer, data: shown }, data };
}
