import { isInterfaceType, isObjectType } from 'graphql';
import type { Contributed } from '../contributed.ts';
import type { FormedFile } from './form.ts';
import type { Reading } from './report.ts';
import type { Place } from './yaml-source.ts';

/** A type of the owner's graph that fields are added to. */
export interface Carrier {
  readonly typeName: string;
  readonly kind: Contributed;
  /** Where the file speaks of it; null for Query and Mutation, which it does not name. */
  readonly place: Place | null;
  /** The fields that the excerpt has of it. */
  readonly ownFields: readonly string[];
}

export function carriersOf(reading: Reading, form: FormedFile): readonly Carrier[] {
  const carriers: { typeName: string; kind: Contributed; place: Place | null }[] = [
    ...form.tables.map(({ place, value }) => ({
      typeName: value.type,
      kind: 'Table' as const,
      place: [...place, 'type'],
    })),
    ...form.columns.map(({ place, value }) => ({
      typeName: value.type,
      kind: 'Column' as const,
      place: [...place, 'type'],
    })),
    ...form.interfaces.map(({ place, value }) => ({ typeName: value, kind: 'Table' as const, place })),
    { typeName: 'Query', kind: 'Query', place: null },
    { typeName: 'Mutation', kind: 'Mutation', place: null },
  ];
  const byName = new Map(carriers.map((carrier) => [carrier.typeName, carrier]));
  return [...byName.values()].map((carrier) => ({
    ...carrier,
    ownFields: ownFields(reading, carrier.typeName),
  }));
}

function ownFields({ owner }: Reading, typeName: string): readonly string[] {
  const type = owner?.types.schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
}
