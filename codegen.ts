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
          Table: '../loaders/contributed-fields.ts#ContributedTable',
          Column: '../loaders/contributed-fields.ts#ContributedColumn',
          DbtTableMetadata: '../loaders/table-facts.ts#TableMetadata',
          DbtColumn: '../loaders/column-facts.ts#ColumnFacts',
          DbtIntegration: '../integrations/integration.ts#Integration',
        },
      },
    },
  },
};

export default config;
