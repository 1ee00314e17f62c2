const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The largest unit first; a span is told in the first one that it fills. */
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, lengthMs: number])[] = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
];

// Always a number: "yesterday" could mean any hour between 24 and 48 ago.
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/**
 * "3 minutes ago", "in 2 days": units are counted down, never rounded up, so that 59 minutes never read as an hour.
 * Null for null and for what is no RFC 3339 instant.
 */
export function formatRelativeTime(instant: string | null, nowMs: number): string | null {
  const instantMs = toMs(instant);
  if (instantMs === null) return null;
  const spanMs = instantMs - nowMs;
  for (const [unit, lengthMs] of UNITS) {
    const count = Math.trunc(spanMs / lengthMs);
    if (count !== 0) return RELATIVE.format(count, unit);
  }
  return spanMs > 0 ? 'in a moment' : 'just now';
}

/** The instant in words, in the reader's time zone and with its name; null for null and for what is no instant. */
export function formatExactTime(instant: string | null): string | null {
  const instantMs = toMs(instant);
  return instantMs === null ? null : EXACT.format(instantMs);
}

function toMs(instant: string | null): number | null {
  if (instant === null) return null;
  const instantMs = Date.parse(instant);
  return Number.isNaN(instantMs) ? null : instantMs;
}
