import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutMarkdown, MAX_MARKDOWN_LENGTH } from '../../console/src/text/markdown-limit.ts';

describe('a description', () => {
  it('is whole up to the limit', () => {
    const text = 'a'.repeat(MAX_MARKDOWN_LENGTH);
    expect(cutMarkdown(text)).toEqual({ shown: text, isCut: false });
  });

  it('is cut at the end of a line beyond it', () => {
    const line = `${'a'.repeat(99)}\n`;
    const { shown, isCut } = cutMarkdown(line.repeat(20_000));
    expect(isCut).toBe(true);
    expect(shown).toBe(line.repeat(MAX_MARKDOWN_LENGTH / 100).slice(0, -1));
  });

  it('is cut anywhere where it has no lines', () => {
    expect(cutMarkdown('a'.repeat(2_000_000)).shown).toHaveLength(MAX_MARKDOWN_LENGTH);
  });

  it('shows its beginning, within the limit, whatever it is', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '\n', '字'),
      maxLength: 3 * MAX_MARKDOWN_LENGTH,
      size: 'max',
    });
    fc.assert(
      fc.property(text, (written) => {
        const { shown, isCut } = cutMarkdown(written);
        expect(written.startsWith(shown)).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(MAX_MARKDOWN_LENGTH);
        expect(isCut).toBe(shown !== written);
      }),
      { numRuns: 20 },
    );
  });
});
