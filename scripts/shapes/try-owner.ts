import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'graphql';
import type { Adapted } from '../../src/adapt/adapt.ts';
import type { Mapping } from '../../src/mapping/mapping.ts';
import { GATEWAYS, type GatewayKind } from '../../test/support/gateways.ts';
import { askThrough, type GatewayAnswers } from './ask-through.ts';
import { type Dbt, startConnected } from './dbt-subgraph.ts';
import type { FactSource } from './expected.ts';
import { demoRelations } from './owner/relations.ts';
import { buildOwnerSchema } from './owner/resolvers.ts';
import { serveOwner } from './owner/serve-owner.ts';
import { createQuestion } from './question/question.ts';

export interface OwnerTrial {
  /** One subgraph each. */
  readonly owners: readonly { readonly name: string; readonly text: string }[];
  readonly adapted: Adapted;
  /** Begins the owner's fully qualified names; null where nothing does. */
  readonly service: string | null;
}

export interface TrialResult {
  /** By the composers' packages: true, false, or null for one that is not installed. */
  readonly composed: Readonly<Record<string, readonly string[] | null>>;
  readonly gateways: Readonly<Partial<Record<GatewayKind, GatewayAnswers>>>;
}

export interface TrialTools {
  readonly dbt: Dbt;
  readonly facts: FactSource;
  /** Where mappings are written. */
  readonly folder: string;
  readonly gateways: readonly GatewayKind[];
}

const ALL_ENVIRONMENTS = ['834', '912'];

/** Composes an owner with the subgraph that fits it, starts both with each gateway in front, and asks for every table and column. */
export async function tryOwner(trial: OwnerTrial, tools: TrialTools): Promise<TrialResult> {
  const composed = Object.fromEntries(
    trial.adapted.compositions.map(({ composer, errors }) => [composer, errors]),
  );
  const running: { stop(): Promise<void> }[] = [];
  try {
    return { composed, gateways: await askThroughGateways(trial, tools, running) };
  } finally {
    for (const { stop } of running.reverse()) await stop();
  }
}

async function askThroughGateways(
  { owners, adapted, service }: OwnerTrial,
  { dbt, facts, folder, gateways }: TrialTools,
  running: { stop(): Promise<void> }[],
): Promise<TrialResult['gateways']> {
  const { mapping } = adapted;
  const choice = mapping.tables[0]?.environments?.environmentIds ?? null;
  const relations = demoRelations(choice === null ? ['main'] : [...choice.keys()], service);
  const entities = {
    tables: mapping.tables.map(({ typeName }) => typeName),
    columns: mapping.columns.map(({ typeName }) => typeName),
  };
  const question = owners
    .map(({ text }) => createQuestion(buildOwnerSchema(parse(text), relations, entities), mapping, relations))
    .find((found) => found !== null);
  if (question === undefined) throw new Error('No query of the owner leads to its tables.');

  const mappingPath = join(folder, `${owners.map(({ name }) => name).join('-')}.yaml`);
  await writeFile(mappingPath, adapted.mappingText);
  const subgraph = await startConnected(dbt, {
    environmentIds: ALL_ENVIRONMENTS,
    mappingPath,
    configureField: mapping.renames.get('Mutation.configureDbtIntegration') ?? 'configureDbtIntegration',
  });
  running.push(subgraph);
  const subgraphs = [{ name: 'dbt', url: `${subgraph.url}/graphql` }];
  for (const { name, text } of owners) {
    const owner = await serveOwner(text, relations, entities);
    running.push(owner);
    subgraphs.unshift({ name, url: owner.url });
  }
  const expected = await facts.read({
    relations,
    knowsDatabases: mapping.tables.every(knowsDatabase),
    environmentsOf: choice === null ? null : (account) => choice.get(account) ?? [],
  });
  const answers: Partial<Record<GatewayKind, GatewayAnswers>> = {};
  for (const kind of gateways) {
    const gateway = await GATEWAYS[kind](subgraphs);
    running.push(gateway);
    answers[kind] = await askThrough(gateway.url, question, expected);
  }
  return answers;
}

function knowsDatabase({ relation }: Mapping['tables'][number]): boolean {
  return relation.kind === 'paths'
    ? relation.database !== null
    : relation.pattern.groups.includes('database');
}
