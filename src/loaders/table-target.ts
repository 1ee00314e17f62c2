import type { Relation } from '../facts/node.ts';
import type { Needs, TableKey } from './needs.ts';
import { relationKeyText } from './relation-key.ts';

/** What a reference to a table comes to. */
export type TableTarget = NamedRelation | NoRelation;

export interface NamedRelation {
  readonly kind: 'relation';
  readonly relation: Relation;
  /** Where it is looked for, the environment of highest priority first; null for all environments of the integration, in their own order. */
  readonly environmentIds: readonly string[] | null;
}

export interface NoRelation {
  readonly kind: 'none';
  /** One sentence or two for a person: why, and what to do about it. */
  readonly reason: string;
  /** The relation that is looked for nowhere, such as one that a mapping chooses no environments for; null where the names are not known. */
  readonly relation: Relation | null;
}

/** A target whose names are known. */
export type RelationTarget = TableTarget & { readonly relation: Relation };

export function namesRelation(target: TableTarget): target is RelationTarget {
  return target.relation !== null;
}

/** One table of a batch, and what its selection needs. */
export interface TableRequest {
  readonly target: TableTarget;
  readonly needs: Needs;
}

/** The same text for the same request. */
export function requestText({ target, needs }: TableRequest): string {
  if (target.kind === 'none') return `${needs}/-/${target.reason}`;
  return `${needs}/${choiceText(target)}/${relationKeyText(target.relation)}`;
}

/** The same text for the same relation in the same environments, whatever is needed of it. */
export function relationTargetText(target: RelationTarget): string {
  const choice = target.kind === 'none' ? `-${target.reason}` : choiceText(target);
  return `${choice}/${relationKeyText(target.relation)}`;
}

/** The requests of one choice of environments, by their positions in the batch. */
export interface Chosen {
  readonly environmentIds: readonly string[] | null;
  readonly positions: readonly number[];
  readonly keys: readonly TableKey[];
}

/** Requests that name relations, those of one choice together: they are matched against the same indexes. */
export function groupByChoice(requests: readonly TableRequest[]): readonly Chosen[] {
  const groups = new Map<string, Chosen & { positions: number[]; keys: TableKey[] }>();
  for (const [position, { target, needs }] of requests.entries()) {
    if (target.kind === 'none') continue;
    const text = choiceText(target);
    const group = groups.get(text) ?? { environmentIds: target.environmentIds, positions: [], keys: [] };
    groups.set(text, group);
    group.positions.push(position);
    group.keys.push({ relation: target.relation, needs });
  }
  return [...groups.values()];
}

function choiceText({ environmentIds }: NamedRelation): string {
  return environmentIds?.join(',') ?? '';
}
