import type { ContributedNames } from '../contributed.ts';
import { suggest } from '../suggest.ts';
import type { Carrier } from './carriers.ts';
import type { Entry, FormedFile } from './form.ts';
import type { Report } from './report.ts';

/** The renames that mean a field of ours, by `Type.field`; the others are reported. */
export function readRenames(
  report: Report,
  entries: FormedFile['renames'],
  carriers: readonly Carrier[],
  { fields }: ContributedNames,
): ReadonlyMap<string, string> {
  const usable = entries.filter((entry) => checkRename(report, entry, carriers, fields));
  return new Map(usable.map(({ value: { from, to } }) => [from, to]));
}

function checkRename(
  report: Report,
  { place, value: { from, to } }: Entry<{ readonly from: string; readonly to: string }>,
  carriers: readonly Carrier[],
  fields: ContributedNames['fields'],
): boolean {
  const [, typeName, fieldName] = /^(\w+)\.(\w+)$/.exec(from) ?? [];
  if (typeName === undefined || fieldName === undefined) {
    report(
      place,
      `\`${from}\` is no field of a type. Write the owner's type and our usual name of the field: \`Dataset.lastRefreshedAt\`.`,
    );
    return false;
  }
  const carrier = carriers.find((candidate) => candidate.typeName === typeName);
  if (carrier === undefined) {
    const known = carriers.map((candidate) => candidate.typeName);
    report(place, `We add no fields to \`${typeName}\`. ${suggest(typeName, known)}`);
    return false;
  }
  const contributed = fields[carrier.kind];
  if (!contributed.includes(fieldName)) {
    report(
      place,
      `We add no field \`${fieldName}\` to \`${typeName}\`. ${suggest(fieldName, contributed)} Write our usual name, not the owner's.`,
    );
    return false;
  }
  if (!/^[_A-Za-z]\w*$/.test(to) || to.startsWith('__')) {
    report(
      place,
      `\`${to}\` is no name of a field. Write letters, digits and underscores, beginning with a letter: \`${otherName(fieldName)}\`.`,
    );
    return false;
  }
  if (carrier.ownFields.includes(to)) {
    report(
      place,
      `\`${typeName}.${to}\` is there already, in \`owner\`. Write another name, such as \`${otherName(fieldName)}\`.`,
    );
  }
  return true;
}

/** A name that a field of ours may have beside the owner's. */
export function otherName(field: string): string {
  const [prefix, rest] = field.startsWith('dbt') ? ['metadata', field.slice(3)] : ['dbt', field];
  return prefix + rest.charAt(0).toUpperCase() + rest.slice(1);
}
