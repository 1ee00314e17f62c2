import type { UserError } from './connect-data.ts';

/** User errors of one attempt, each for the place where the person can mend it. */
export interface PlacedErrors {
  /** What stands beside a field, by the field's name; several are one text. */
  readonly byField: Readonly<Record<string, string>>;
  /** What belongs to no field of the form. */
  readonly others: readonly string[];
  readonly isConflict: boolean;
}

export const NO_ERRORS: PlacedErrors = { byField: {}, others: [], isConflict: false };

/** `fields` are those that the form has; an error of any other is shown with the form. */
export function placeErrors(errors: readonly UserError[], fields: readonly string[]): PlacedErrors {
  const byField: Record<string, string> = {};
  const others: string[] = [];
  for (const { code, field, message } of errors) {
    if (code === 'REVISION_CONFLICT') continue;
    const name = field?.find((step) => fields.includes(step));
    if (name === undefined) others.push(message);
    else byField[name] = byField[name] === undefined ? message : `${byField[name]} ${message}`;
  }
  return { byField, others, isConflict: errors.some(({ code }) => code === 'REVISION_CONFLICT') };
}
