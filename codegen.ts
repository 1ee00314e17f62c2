import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { concatAST, type DocumentNode, parse, visit } from 'graphql';

/**
 * `npm run codegen` writes `src/generated/graphql.ts` from `schema/`; with `--check` it changes nothing, and ends with 1 where
 * the file is not what would be written. The generator's core alone does it: its command brings a hundred packages more.
 */

const SCHEMA = new URL('schema/', import.meta.url);
const GENERATED = new URL('src/generated/graphql.ts', import.meta.url);

const CONFIG = {
  federation: true,
  enumsAsTypes: true,
  useTypeImports: true,
  immutableTypes: true,
  contextType: '../context.ts#RequestContext',
  scalars: {
    DateTime: { input: 'string', output: 'string' },
    JSON: { input: 'unknown', output: 'unknown' },
    ID: { input: 'string', output: 'string' },
  },
  mappers: {
    Table: '../loaders/contributed.ts#ContributedTable',
    Column: '../loaders/contributed.ts#ContributedColumn',
    DbtTableMetadata: '../loaders/table-facts.ts#TableMetadata',
    DbtMatch: '../loaders/table-facts.ts#TableMatchRecord',
    DbtNode: '../loaders/node-record.ts#NodeRecord',
    DbtEnvironment: '../loaders/node-record.ts#EnvironmentRecord',
    DbtRun: '../loaders/node-record.ts#RunRecord',
    DbtFreshness: '../facts/facts.ts#Freshness',
    DbtUpstream: '../loaders/upstream-record.ts#UpstreamRecord',
    DbtUpstreamSource: '../loaders/upstream-record.ts#UpstreamSourceRecord',
    DbtUpstreamFailure: '../loaders/upstream-record.ts#UpstreamFailureRecord',
    DbtTest: '../facts/facts.ts#TestFact',
    DbtTestSummary: '../facts/facts.ts#TestSummary',
    DbtColumn: '../loaders/column-facts.ts#ColumnFacts',
    DbtColumnMetadata: '../loaders/column-facts.ts#ColumnMetadata',
    DbtColumnMatch: '../loaders/column-facts.ts#ColumnMatchRecord',
    DbtIntegration: '../integrations/integration.ts#Integration',
    DbtCoverage: '../coverage/report.ts#CoverageReport',
  },
};

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const generated = await generate();
if (!values.check) {
  writeFileSync(GENERATED, generated);
} else if (readFileSync(GENERATED, 'utf8') !== generated) {
  console.error('src/generated/graphql.ts is not what schema/ gives: run `npm run codegen`.');
  process.exitCode = 1;
}

async function generate(): Promise<string> {
  const files = readdirSync(SCHEMA).filter((name) => name.endsWith('.graphql'));
  const documents = files.toSorted().map((name) => parse(readFileSync(new URL(name, SCHEMA), 'utf8')));
  return await codegen({
    filename: 'src/generated/graphql.ts',
    schema: sorted(concatAST(documents)),
    documents: [],
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
    config: CONFIG,
    emitLegacyCommonJSImports: false,
  });
}

/** By name, so that a type that moves to another file changes nothing in what is generated. */
function sorted(document: DocumentNode): DocumentNode {
  const byName = <Node extends { readonly name?: { readonly value: string } }>(nodes: readonly Node[] = []) =>
    nodes.toSorted((one, other) => ((one.name?.value ?? '') < (other.name?.value ?? '') ? -1 : 1));
  return visit(document, {
    ObjectTypeDefinition: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    InterfaceTypeDefinition: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    InputObjectTypeDefinition: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    EnumTypeDefinition: { leave: (node) => ({ ...node, values: byName(node.values) }) },
    FieldDefinition: { leave: (node) => ({ ...node, arguments: byName(node.arguments) }) },
    Document: {
      leave: (node) => ({
        ...node,
        definitions: node.definitions.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)),
      }),
    },
  });
}

function nameOf(definition: DocumentNode['definitions'][number]): string {
  return 'name' in definition ? (definition.name?.value ?? '') : '';
}
