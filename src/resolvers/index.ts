import type { Resolvers } from '../generated/graphql.ts';
import { Column, DbtColumn } from './column.ts';
import { federation } from './entities.ts';
import { DbtIntegration } from './integration.ts';
import { Mutation } from './mutations.ts';
import { Query } from './query.ts';
import { DbtTableMetadata, Table } from './table.ts';

export const resolvers: Resolvers = {
  Table,
  Column,
  DbtTableMetadata,
  DbtColumn,
  DbtIntegration,
  Query: { ...Query, ...federation },
  Mutation,
};
