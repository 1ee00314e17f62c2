import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'src/generated/graphql.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        federation: true,
        enumsAsTypes: true,
        useTypeImports: true,
        immutableTypes: true,
        emitLegacyCommonJSImports: false,
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
      },
    },
  },
};

export default config;
