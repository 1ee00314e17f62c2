import { isInterfaceType, isScalarType, Kind } from 'graphql';
import type { ContributedNames } from '../contributed.ts';
import { inWords } from '../suggest.ts';
import type { Carrier } from './carriers.ts';
import { lineOfType } from './owner.ts';
import { otherName } from './renames.ts';
import type { Reading } from './report.ts';

type Renames = ReadonlyMap<string, string>;

/** Fields of ours that would stand beside one of the same name. */
export function checkFieldNames(
  { report, owner }: Reading,
  carriers: readonly Carrier[],
  renames: Renames,
  { fields }: ContributedNames,
): void {
  for (const { typeName, kind, place, ownFields } of carriers) {
    const line = owner === null ? undefined : lineOfType(owner.document, typeName);
    const usualNames = Map.groupBy(fields[kind], (field) => renames.get(`${typeName}.${field}`) ?? field);
    for (const [served, usual] of usualNames) {
      const [field = served, ...others] = usual;
      if (others.length > 0) {
        // One of them at least is renamed.
        const from = usual.map((name) => `${typeName}.${name}`).findLast((name) => renames.has(name)) ?? '';
        report(
          ['rename', from],
          `Two fields of ours would be called \`${typeName}.${served}\`: ${inWords(usual)}. Give each a name of its own.`,
        );
      }
      if (!ownFields.includes(field) || renames.has(`${typeName}.${field}`)) continue;
      report(
        place ?? ['owner'],
        `\`${typeName}.${field}\` is there already, in \`owner\`, and we add a field of that name. Give ours another one, under \`rename\`: \`${typeName}.${field}: ${otherName(field)}\`.`,
        place === null ? line : undefined,
      );
    }
  }
}

/** An interface and what implements it call a field alike, or the one is no implementation of the other. */
export function checkInterfaceNames(
  { report, owner }: Reading,
  interfaces: readonly string[],
  carriers: readonly Carrier[],
  renames: Renames,
  { fields }: ContributedNames,
): void {
  if (owner === null) return;
  const { schema } = owner.types;
  for (const name of interfaces) {
    const place = carriers.find(({ typeName }) => typeName === name)?.place ?? ['interfaces'];
    const type = schema.getType(name);
    if (!isInterfaceType(type)) continue;
    for (const implementation of schema.getImplementations(type).objects) {
      for (const field of fields.Table) {
        const onInterface = renames.get(`${name}.${field}`) ?? field;
        const onObject = renames.get(`${implementation.name}.${field}`) ?? field;
        if (onInterface === onObject) continue;
        report(
          place,
          `Our \`${field}\` is called \`${onInterface}\` on \`${name}\` and \`${onObject}\` on \`${implementation.name}\`, which implements it. Write the same name for both under \`rename\`.`,
        );
      }
    }
  }
}

/** Types of ours that would be merged with one of the owner's. */
export function checkTypeNames(
  { report, owner }: Reading,
  typePrefix: string,
  { types }: ContributedNames,
): void {
  if (owner === null) return;
  const { schema, missing } = owner.types;
  for (const [name, kind] of types) {
    const served = typePrefix + name;
    const type = schema.getType(served);
    if (type === undefined) continue;
    // Scalars of one name are one; a type that is only named may well be a scalar.
    if (kind === Kind.SCALAR_TYPE_DEFINITION && isScalarType(type)) continue;
    const line = missing.has(served) ? undefined : lineOfType(owner.document, served);
    const how =
      typePrefix === ''
        ? `Write \`typePrefix: Metadata\`, which makes ours a \`Metadata${name}\`.`
        : `Write another \`typePrefix\` than \`${typePrefix}\`.`;
    report(
      typePrefix === '' ? ['owner'] : ['typePrefix'],
      `The graph has a type \`${served}\`, and we bring one of that name. ${how}`,
      typePrefix === '' ? line : undefined,
    );
  }
}
