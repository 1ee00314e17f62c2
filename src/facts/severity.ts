import type { TestSeverity } from './facts.ts';

/** Severity as a test's configuration states it; null where the configuration is missing or says something else. */
export function toSeverity(config: unknown): TestSeverity | null {
  if (typeof config !== 'object' || config === null || !('severity' in config)) return null;
  const word = typeof config.severity === 'string' ? config.severity.trim().toLowerCase() : '';
  if (word === 'warn') return 'WARN';
  return word === 'error' ? 'ERROR' : null;
}

/** The severity of one test among those that are known. A test may be called like a property that every object inherits. */
export function findSeverity(
  severities: Readonly<Record<string, TestSeverity>>,
  uniqueId: string,
): TestSeverity | null {
  return Object.hasOwn(severities, uniqueId) ? (severities[uniqueId] ?? null) : null;
}
