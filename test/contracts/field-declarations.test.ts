import { type GraphQLNamedType, getNamedType, isObjectType, isUnionType } from 'graphql';
import { expect, test } from 'vitest';
import type { EntityFields, FieldsOf } from '../../src/resolvers/field-types.ts';
import { Table } from '../../src/resolvers/fields/table.ts';
import { FIELDS } from '../../src/resolvers/fields.ts';
import { createSchema } from '../../src/schema.ts';

test('a declaration that is missing, too many or of another type does not compile', () => {
  // `npm run typecheck` holds this: it fails where a line below an expected error compiles.
  const { dbtDescription, ...others } = Table;
  const { DbtRun, ...otherTypes } = FIELDS;
  // @ts-expect-error The schema has a field that the declarations lack: dbtDescription.
  const lacking: FieldsOf<'Table'> = others;
  // @ts-expect-error The declarations have a field that the schema lacks: dbtOwner.
  const surplus: FieldsOf<'Table'> = { ...others, dbtDescription, dbtOwner: dbtDescription };
  // @ts-expect-error The schema has a type that the declarations lack: DbtRun.
  const lackingType: EntityFields = otherTypes;
  // @ts-expect-error The declarations have a type that the schema lacks: DbtOwner.
  const surplusType: EntityFields = { ...otherTypes, DbtRun, DbtOwner: DbtRun };
  // @ts-expect-error The value is no text, which the field's type is.
  const misfit: FieldsOf<'Table'> = { ...others, dbtDescription: { needs: 0, value: () => 5 } };
  const argument: FieldsOf<'Table'> = {
    ...Table,
    // @ts-expect-error The field has no argument of this name.
    dbtTests: { needs: 0, value: (_table, { names }) => names },
  };
  const whole: EntityFields = { ...otherTypes, DbtRun };
  for (const declarations of [lacking, surplus, lackingType, surplusType, misfit, argument]) {
    expect(declarations).not.toEqual(whole);
  }
});

test('each field that can be reached from an entity is declared, and nothing else is', () => {
  const reached = new Map<string, readonly string[]>();
  const walk = (type: GraphQLNamedType | undefined): void => {
    if (isUnionType(type)) type.getTypes().forEach(walk);
    if (!isObjectType(type) || reached.has(type.name)) return;
    const fields = Object.values(type.getFields());
    reached.set(type.name, fields.map(({ name }) => name).sort());
    for (const field of fields) walk(getNamedType(field.type));
  };
  walk(createSchema().getType('_Entity'));
  const declared = Object.entries(FIELDS).map(([type, fields]) => [type, Object.keys(fields).sort()]);
  expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(reached));
});
