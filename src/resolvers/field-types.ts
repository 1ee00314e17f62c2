import type { Field } from '../document/field-table.ts';
import type { Column, Resolvers, ResolversParentTypes, ResolversTypes, Table } from '../generated/graphql.ts';

/** Types that only admins reach: resolved one field at a time, with reads of their own. */
type AdminType =
  | 'Query'
  | 'Mutation'
  | 'DbtIntegration'
  | 'DbtCoverage'
  | 'DbtCoverageStatus'
  | 'DbtCoverageTable'
  | 'DbtIntegrationError'
  | 'DbtEnvironmentState'
  | 'DbtBudget'
  | 'DbtWebhookState'
  | 'DbtIntegrationEvent'
  | 'DbtIntegrationEventConnection'
  | 'DbtIntegrationFailure'
  | 'DbtServiceToken'
  | 'VerifyDbtIntegrationPayload'
  | 'ConfigureDbtIntegrationPayload'
  | 'RefreshDbtMetadataPayload'
  | 'RemoveDbtIntegrationPayload';
type ScalarType = 'DateTime' | 'JSON';

/** Every other type of the schema has to be declared. */
export type ContributedType = Exclude<keyof Resolvers, AdminType | ScalarType>;

/** Generated resolvers leave out what another subgraph owns. */
interface KeyFields {
  readonly Table: Record<keyof Table & ('database' | 'schema' | 'name'), (parent: never) => string>;
  readonly Column: {
    readonly [Name in keyof Column & 'name']: (parent: never) => string;
  } & { readonly [Name in keyof Column & 'table']: (parent: never) => ResolversTypes['Table'] };
}

type ResolversOf<Type extends ContributedType> = Required<
  Omit<NonNullable<Resolvers[Type]>, '__resolveReference' | '__isTypeOf'>
> &
  (Type extends keyof KeyFields ? KeyFields[Type] : unknown);

type Resolve<Resolver> = Extract<Resolver, (...parameters: never[]) => unknown>;

type FieldOf<Type extends ContributedType, Resolver> = Field<
  ResolversParentTypes[Type],
  Parameters<Resolve<Resolver>>[1],
  Awaited<ReturnType<Resolve<Resolver>>>
>;

/** All fields of one type: one that the schema has and the table lacks does not compile, nor the other way about. */
export type FieldsOf<Type extends ContributedType> = {
  readonly [Name in keyof ResolversOf<Type>]: FieldOf<Type, ResolversOf<Type>[Name]>;
};

export type EntityFields = { readonly [Type in ContributedType]: FieldsOf<Type> };
