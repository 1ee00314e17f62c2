import type { Adapted } from '../../src/adapt/adapt.ts';
import type { OwnerText } from '../../src/adapt/read-owner.ts';
import type { TableType } from '../../src/mapping/mapping.ts';
import { GATEWAYS, type GatewayKind } from '../../test/support/gateways.ts';
import { askThrough, type GatewayAnswers } from './ask-through.ts';
import type { Dbt } from './dbt-subgraph.ts';
import type { FactSource } from './expected.ts';
import { demoRelations } from './owner/relations.ts';
import { buildOwnerSchema } from './owner/resolvers.ts';
import { mergeOwners } from './question/merge-owners.ts';
import { createQuestion } from './question/question.ts';
import { accountsOf, entityTypes, startSubgraphs } from './start-subgraphs.ts';

export interface OwnerTrial {
  /** One subgraph each. */
  readonly owners: readonly OwnerText[];
  readonly adapted: Adapted;
  /** Begins the owner's fully qualified names; null where nothing does. */
  readonly service: string | null;
  /** Whether what the owner calls a database is a schema to dbt. */
  readonly hasTwoLevels: boolean;
}

export type TrialResult = Readonly<Partial<Record<GatewayKind, GatewayAnswers>>>;

export interface TrialTools {
  readonly dbt: Dbt;
  readonly facts: FactSource;
  /** Where mappings are written. */
  readonly folder: string;
  readonly gateways: readonly GatewayKind[];
}

/** Starts an owner and the subgraph that is adapted to it with each gateway in front, and asks for every table and column. */
export async function tryOwner(
  { owners, adapted, ...warehouse }: OwnerTrial,
  tools: TrialTools,
): Promise<TrialResult> {
  const accounts = accountsOf(adapted);
  const relations = demoRelations(accounts === null ? ['main'] : [...accounts.keys()], warehouse);
  const whole = buildOwnerSchema(
    mergeOwners(owners.map(({ text }) => text)),
    relations,
    entityTypes(adapted),
  );
  const question = createQuestion(whole, adapted.mapping, relations);
  if (question === null) throw new Error('No query of the owner leads to its tables.');
  const expected = await tools.facts.read({
    relations,
    knowsDatabases: adapted.mapping.tables.every(knowsDatabase),
    environmentsOf: accounts === null ? null : (account) => accounts.get(account) ?? [],
  });

  const running: { stop(): Promise<void> }[] = [];
  try {
    const subgraphs = await startSubgraphs({ owners, adapted, relations }, tools, running);
    const answers: Partial<Record<GatewayKind, GatewayAnswers>> = {};
    for (const kind of tools.gateways) {
      const gateway = await GATEWAYS[kind](subgraphs);
      running.push(gateway);
      answers[kind] = await askThrough(gateway.url, question, expected);
    }
    return answers;
  } finally {
    for (const { stop } of running.reverse()) await stop();
  }
}

function knowsDatabase({ relation }: TableType): boolean {
  return relation.kind === 'paths'
    ? relation.database !== null
    : relation.pattern.groups.includes('database');
}
