import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatExactTime, formatRelativeTime } from '../../console/src/text/relative-time.ts';

const NOW_MS = Date.parse('2026-11-27T12:00:00Z');

describe('a relative time', () => {
  it.each([
    ['2026-11-27T12:00:00.000Z', 'just now'],
    ['2026-11-27T11:59:01Z', 'just now'],
    ['2026-11-27T11:57:00Z', '3 minutes ago'],
    ['2026-11-27T11:00:01Z', '59 minutes ago'],
    ['2026-11-27T11:00:00Z', '1 hour ago'],
    ['2026-11-26T12:00:01Z', '23 hours ago'],
    ['2026-11-25T00:00:00Z', '2 days ago'],
    ['2026-09-20T12:00:00Z', '2 months ago'],
    ['2021-01-01T00:00:00Z', '5 years ago'],
    ['2026-11-27T12:00:30Z', 'in a moment'],
    ['2026-11-29T13:00:00Z', 'in 2 days'],
  ])('of %s is "%s"', (instant, words) => {
    expect(formatRelativeTime(instant, NOW_MS)).toBe(words);
  });

  it.each([null, '', 'yesterday'])('of %j is none, and so is the exact one', (instant) => {
    expect(formatRelativeTime(instant, NOW_MS)).toBeNull();
    expect(formatExactTime(instant)).toBeNull();
  });

  it('tells the past and the future apart, whatever the span', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') }), (date) => {
        const words = formatRelativeTime(date.toISOString(), NOW_MS);
        expect(words).toMatch(date.getTime() <= NOW_MS ? /^just now$| ago$/ : /^in /);
      }),
    );
  });

  it('has an exact one that names year and time zone', () => {
    expect(formatExactTime('2026-11-27T12:00:00Z')).toMatch(/2026.*\d{2}:\d{2}:\d{2} \S+/);
  });
});
