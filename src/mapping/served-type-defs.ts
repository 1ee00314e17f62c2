import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
} from 'graphql';
import { columnKey, type EntityKey, tableKey } from './keys.ts';
import type { Mapping } from './mapping.ts';
import { toOwnerTypes } from './owner-types.ts';
import { type ServedNames, servedNames } from './served-names.ts';
import { collectBorrowed } from './serving/borrowed.ts';
import { type TypeWithFields, toBorrowedTypes, toBorrowedValues } from './serving/borrowed-types.ts';
import { withImports } from './serving/link.ts';
import { fieldsDirective, hasDirective } from './serving/nodes.ts';
import { withServedNames } from './serving/rename.ts';

/** The contributed graph with the owner's names in place of `Table` and `Column`, and what it borrows of the owner's types. */
export function toServedTypeDefs(typeDefs: string, mapping: Mapping): string {
  const names = servedNames(mapping);
  const ours = parse(typeDefs, { noLocation: true }).definitions.map((node) => withServedNames(node, names));
  const owner = toOwnerTypes(mapping.owner);
  const borrowed = collectBorrowed(mapping, owner);
  const borrowedTypes = toBorrowedTypes(borrowed, owner.schema);
  const ownNames = new Set(ours.filter(isTypeDefinitionNode).map(({ name }) => name.value));
  const keys = entityKeys(mapping);

  const contributions = new Map([
    ...mapping.tables.map(({ typeName }) => [typeName, 'Table'] as const),
    ...mapping.columns.map(({ typeName }) => [typeName, 'Column'] as const),
    ...mapping.interfaces.map((name) => [name, 'Table'] as const),
  ]);
  const entities = borrowedTypes.map((type) => {
    const name = type.name.value;
    const usual = contributions.get(name);
    if (usual === undefined) return type;
    return contribute(type, contributedFields(ours, usual), keys.get(name), names);
  });
  const values = toBorrowedValues(borrowed, owner.schema).filter(({ name }) => !ownNames.has(name.value));
  const others = ours.filter((node) => !isEntity(node));
  const served = [
    ...others.filter((node) => !isTypeDefinitionNode(node)),
    ...entities,
    ...others.filter(isTypeDefinitionNode),
    ...values,
  ];
  const isRequired = [...keys.values()].some(({ requires }) => requires !== null);
  return print({
    kind: Kind.DOCUMENT,
    definitions: withImports(served, ['@key', '@external', ...(isRequired ? ['@requires'] : [])]),
  });
}

function entityKeys({ tables, columns }: Mapping): ReadonlyMap<string, EntityKey> {
  return new Map([
    ...tables.map((table) => [table.typeName, tableKey(table)] as const),
    ...columns.map((column) => [column.typeName, columnKey(column)] as const),
  ]);
}

function isEntity(node: DefinitionNode): node is ObjectTypeDefinitionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION && hasDirective(node, 'key');
}

/** Those of `Table` or `Column`: all but the ones that it borrows itself. */
function contributedFields(ours: readonly DefinitionNode[], name: string): readonly FieldDefinitionNode[] {
  const type = ours.find((node) => isEntity(node) && node.name.value === name);
  const fields = type?.kind === Kind.OBJECT_TYPE_DEFINITION ? (type.fields ?? []) : [];
  return fields.filter((field) => !hasDirective(field, 'external'));
}

/** An interface has no key: it only carries the fields of what implements it. */
function contribute(
  type: TypeWithFields,
  fields: readonly FieldDefinitionNode[],
  key: EntityKey | undefined,
  names: ServedNames,
): TypeWithFields {
  const typeName = type.name.value;
  const requires: readonly ConstDirectiveNode[] =
    key === undefined || key.requires === null ? [] : [fieldsDirective('requires', key.requires)];
  const contributed = fields.map((field) => ({
    ...field,
    name: { ...field.name, value: names.field(typeName, field.name.value) },
    directives: [...(field.directives ?? []), ...requires],
  }));
  return {
    ...type,
    directives: key === undefined ? [] : [fieldsDirective('key', key.key)],
    fields: [...(type.fields ?? []), ...contributed],
  };
}
