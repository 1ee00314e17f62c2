/** `2026-02-03T04:05:06.123456789+01:00`: fraction of any length, zone optional, a blank in place of the T. */
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(?:([Zz])|([+-]\d{2}):?(\d{2})?)?$/;

/** dbt writes "never" as the first day of year 1, which zones may move into year 0. */
const FIRST_YEAR = 2;

/**
 * Milliseconds since the epoch of a time as dbt or a warehouse spells it; what is finer than a millisecond is cut off.
 * A time without a zone is UTC, as dbt documents its times. Null for what is no time, and for dates in year 1.
 */
export function toEpochMs(text: string | null | undefined): number | null {
  const parts = INSTANT.exec(text?.trim() ?? '');
  if (parts === null) return null;
  const [, date, hourAndMinute, seconds = '00', fraction = '', , offsetHours, offsetMinutes = '00'] = parts;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const local = `${date}T${hourAndMinute}:${seconds}.${milliseconds}Z`;
  const localMs = Date.parse(local);
  // Days past the end of a month are not refused by Date but carried into the next one.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== local) return null;
  const epochMs = localMs - offsetMs(offsetHours, offsetMinutes);
  const year = new Date(epochMs).getUTCFullYear();
  return year < FIRST_YEAR || Number(local.slice(0, 4)) < FIRST_YEAR || year > 9999 ? null : epochMs;
}

/** The same as RFC 3339 text in UTC with three digits of fraction. */
export function toInstant(text: string | null | undefined): string | null {
  const epochMs = toEpochMs(text);
  return epochMs === null ? null : new Date(epochMs).toISOString();
}

/** Whether two texts name one instant to the last digit that either of them has; false where one of them is no time. */
export function isSameInstant(left: string | null | undefined, right: string | null | undefined): boolean {
  const leftMs = toEpochMs(left);
  return leftMs !== null && leftMs === toEpochMs(right) && toFinerDigits(left) === toFinerDigits(right);
}

/** The digits of a time behind its milliseconds, without closing zeros. */
function toFinerDigits(text: string | null | undefined): string {
  const fraction = INSTANT.exec(text?.trim() ?? '')?.[4] ?? '';
  return fraction.slice(3).replace(/0+$/, '');
}

function offsetMs(hours: string | undefined, minutes: string): number {
  if (hours === undefined) return 0;
  const sign = hours.startsWith('-') ? -1 : 1;
  return sign * (Math.abs(Number(hours)) * 60 + Number(minutes)) * 60_000;
}
