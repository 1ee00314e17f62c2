/**
 * How single values of dbt's answers are read. Every function gives undefined for an odd value. Numbers and texts stand for each other where
 * both can be meant: dbt's own clients have seen ids as either, and YAML makes a number of a name that looks like one.
 */

export function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A 64-bit id. As a JSON number it has lost its last digits once it is too large to be counted in. */
export function toId(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

export function toBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** The graph carries positions as Int. Those that count from 0 are moved up by one there. */
export const MAX_POSITION = 2_147_483_646;

/** The position of a column, from 1 or from 0. */
export function toPosition(value: unknown): number | undefined {
  const number = toNumber(value);
  const isPosition =
    number !== undefined && Number.isInteger(number) && number >= 0 && number <= MAX_POSITION;
  return isPosition ? number : undefined;
}

/** A time as dbt spells it. Only what cannot be one is odd: which day it is, and whether there was one, is for others to say. */
export function toTime(value: unknown): string | undefined {
  return typeof value === 'string' && (value.trim() === '' || BEGINS_WITH_DATE.test(value))
    ? value
    : undefined;
}

const BEGINS_WITH_DATE = /^\s*\d{4}-\d{2}-\d{2}/;

type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function toObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** Far over what people nest by hand; what serialises values recursively ends at some thousands. */
const MAX_DEPTH = 100;
/** Of one value as JSON. A page of tables carries hundreds of them. */
const MAX_BYTES = 256 * 1024;

/** An object that is passed on as it is: odd too where it is nested too deep or too large to be. */
export function toPassedOnObject(value: unknown): JsonObject | undefined {
  return isObject(value) && isPassable(value) ? value : undefined;
}

export function isPassable(value: unknown): boolean {
  return bytesLeft(value, MAX_BYTES, MAX_DEPTH) >= 0;
}

/** Of so many bytes, those that are left behind this value; negative where they or the levels do not suffice. */
function bytesLeft(value: unknown, bytes: number, levels: number): number {
  if (typeof value === 'string') return bytes - Buffer.byteLength(value) - 2;
  if (typeof value !== 'object' || value === null) return bytes - String(value).length;
  if (levels === 0) return -1;
  let left = bytes - 2;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at += 1)
      left = bytesLeft(value[at], left - 1, levels - 1);
    return left;
  }
  for (const [key, part] of Object.entries(value)) {
    if (left < 0) return left;
    left = bytesLeft(part, left - Buffer.byteLength(key) - 4, levels - 1);
  }
  return left;
}
