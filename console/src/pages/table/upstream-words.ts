import type { Candidate } from './table-question.ts';
import type { Upstream, UpstreamNode, UpstreamSource } from './upstream-question.ts';
import type { Words } from './words.ts';
import { describeEnvironment, RESOURCE_TYPES, SOURCE_STATUSES } from './words.ts';

/** The verdict on a source, or why it has none. */
export function sourceWords({ status, checkedAt }: UpstreamSource): Words {
  if (status !== null) return SOURCE_STATUSES[status];
  return { words: checkedAt === null ? 'Not checked' : 'No verdict', tone: 'neutral' };
}

/** "3 sources" */
export function count(number: number, one: string, several: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : several}`;
}

/** "3 steps up": the edges between a table and a node that it is made of. */
export function distanceWords(distance: number): string {
  return `${count(distance, 'step', 'steps')} up`;
}

/** "12 sources, 2 nodes broken" */
export function summarize({ sourceCount, failing }: Upstream): string {
  const broken = failing.length === 0 ? [] : [`${count(failing.length, 'node', 'nodes')} broken`];
  return [count(sourceCount, 'source', 'sources'), ...broken].join(', ');
}

/**
 * "Source shop.orders": what the graph's sentences call the node, where its relation does not say so, and its environment, where that is
 * not the table's; null where there is neither.
 */
export function describeNode(node: UpstreamNode, ofTable: Candidate['environment']): string | null {
  const { uniqueId, resourceType, schema, identifier, environment } = node;
  const [, , ...names] = uniqueId.split('.');
  const spoken = names.join('.');
  const isSaid = `.${schema}.${identifier}`.endsWith(`.${spoken}`);
  const told = [
    ...(isSaid ? [] : [`${RESOURCE_TYPES[resourceType]} ${spoken}`]),
    ...(environment.id === ofTable.id ? [] : [describeEnvironment(environment)]),
  ];
  return told.length === 0 ? null : told.join(', ');
}
