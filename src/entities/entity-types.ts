import { typeNameOf } from '../document/cost.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { createPathTypes } from '../mapping/path-types.ts';
import { toReadColumn } from './column-names.ts';
import { columnEntity, type Entity, tableEntity } from './entity.ts';
import { ReferenceProblem } from './reference-problem.ts';
import { type Spell, toColumnSpell, toTableSpell } from './spelling.ts';
import { toReadTable } from './table-names.ts';

/** The types of a graph whose references are answered. The one place that knows how the owner names tables and columns. */
export interface EntityTypes {
  readonly all: readonly EntityType[];
  /** Undefined for a type that is none of them. */
  of(typeName: unknown): EntityType | undefined;
  /** What a reference names, or what is wrong with it. */
  read(reference: unknown): Entity | ReferenceProblem;
}

export interface EntityType {
  readonly typeName: string;
  readonly kind: 'table' | 'column';
  readonly spell: Spell;
  /** Of a reference whose type this is. */
  readonly read: (reference: unknown) => Entity | ReferenceProblem;
}

export function createEntityTypes({ tables, columns, owner }: Mapping): EntityTypes {
  const types = createPathTypes(owner);
  const all: readonly EntityType[] = [
    ...tables.map((type): EntityType => {
      const { typeName } = type;
      const read = toReadTable(type, types);
      return {
        typeName,
        kind: 'table',
        spell: toTableSpell(type),
        read(reference) {
          const table = read(reference, typeName);
          return table instanceof ReferenceProblem ? table : tableEntity(typeName, table, reference);
        },
      };
    }),
    ...columns.map((type): EntityType => {
      const { typeName } = type;
      const read = toReadColumn(type, types);
      return {
        typeName,
        kind: 'column',
        spell: toColumnSpell(type),
        read(reference) {
          const column = read(reference, typeName);
          return column instanceof ReferenceProblem ? column : columnEntity(typeName, column, reference);
        },
      };
    }),
  ];
  const byName = new Map<unknown, EntityType>(all.map((type) => [type.typeName, type]));
  const names = all.map(({ typeName }) => typeName);
  const noEntity = new ReferenceProblem(
    `A reference must be an object whose \`__typename\` is ${names.join(' or ')}.`,
  );
  return {
    all,
    of: (typeName) => byName.get(typeName),
    read: (reference) => byName.get(typeNameOf(reference))?.read(reference) ?? noEntity,
  };
}
