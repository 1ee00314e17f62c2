import { isInterfaceType } from 'graphql';
import { definedTypes } from '../owner-types.ts';
import { inWords, suggest } from '../suggest.ts';
import type { Entry } from './form.ts';
import type { Reading } from './report.ts';
import type { Place } from './yaml-source.ts';

/** The interfaces that can carry the contributed fields; the others are reported. */
export function readInterfaces(
  reading: Reading,
  entries: readonly Entry<string>[],
  /** Every type under `tables`, usable or not. */
  tableNames: ReadonlySet<unknown>,
): readonly string[] {
  const usable = entries.filter(({ place, value }) => checkInterface(reading, place, value, tableNames));
  return [...new Set(usable.map(({ value }) => value))];
}

function checkInterface(
  { owner, report }: Reading,
  place: Place,
  name: string,
  tableNames: ReadonlySet<unknown>,
): boolean {
  if (owner === null) return true;
  const { schema } = owner.types;
  const type = schema.getType(name);
  if (!isInterfaceType(type)) {
    const known = definedTypes(owner.types).filter((other) => isInterfaceType(schema.getType(other)));
    report(
      place,
      `\`owner\` has no interface \`${name}\`. ${suggest(name, known)} Name one that is there, or add it to \`owner\`.`,
    );
    return false;
  }
  const implementations = schema.getImplementations(type).objects.map((object) => object.name);
  const strangers = implementations.filter((implementation) => !tableNames.has(implementation));
  if (implementations.length === 0) {
    report(
      place,
      `Nothing in \`owner\` implements \`${name}\`. Add the types that do, with \`implements ${name}\`, or take \`${name}\` out.`,
    );
  } else if (strangers.length > 0) {
    report(
      place,
      `\`${name}\` is implemented by ${inWords(strangers)}, too, which would lack the contributed fields. Add what is missing to \`tables\`, or take \`${name}\` out.`,
    );
  } else return true;
  return false;
}
