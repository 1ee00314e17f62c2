import type { IndexedNode } from './node.ts';

/** A name without its version, and the version. */
export interface VersionedName {
  readonly base: string;
  readonly version: string;
}

/** `customers_v2`: dbt's own alias of version 2, and the habit of projects that number their models by hand. */
export function splitVersion(name: string): VersionedName | null {
  const version = /_v(\d+(?:_\d+)*)$/i.exec(name)?.[1];
  if (version === undefined) return null;
  const base = name.slice(0, -version.length - 2);
  return base === '' ? null : { base, version: version.replaceAll('_', '.') };
}

/** The version that dbt itself gives a model: `model.shop.customers.v2`; null for a model without versions. */
export function versionOf(node: IndexedNode): VersionedName | null {
  const marker = `.${node.name}.v`;
  const start = node.resourceType === 'MODEL' ? node.uniqueId.lastIndexOf(marker) : -1;
  return start === -1 ? null : { base: node.name, version: node.uniqueId.slice(start + marker.length) };
}

/** Numbers by their value, as dbt does; words by the alphabet, before all numbers. */
export function compareVersions(left: string, right: string): number {
  const leftNumbers = toNumbers(left);
  const rightNumbers = toNumbers(right);
  if (leftNumbers === null || rightNumbers === null) {
    if (leftNumbers !== null || rightNumbers !== null) return leftNumbers === null ? -1 : 1;
    return left < right ? -1 : Number(left > right);
  }
  const length = Math.max(leftNumbers.length, rightNumbers.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (leftNumbers[at] ?? 0) - (rightNumbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function toNumbers(version: string): readonly number[] | null {
  return /^\d+(?:\.\d+)*$/.test(version) ? version.split('.').map(Number) : null;
}
