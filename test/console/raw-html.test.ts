import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rebuildHtml } from '../../console/src/text/raw-html.ts';

describe('HTML in a description', () => {
  it.each([
    ['line<br>line<br/>', 'line<br>line<br>'],
    ['<b>bold</b>', '<b>bold</b>'],
    ['<a href="https://a.example" title=\'t\'>a</a>', '<a href="https://a.example" title=\'t\'>a</a>'],
    ['<p style="color:red" class="toast" id="app" onclick="f()">x</p>', '<p>x</p>'],
    ['<img src="https://a.example/x.png" onerror="f()">', '<img src="https://a.example/x.png">'],
    ['<img src=x onerror=f()>', '<img>'],
    ['a <!-- hidden <b> --> b', 'a  b'],
    ['<script>f()</script>', '&lt;script>f()&lt;/script>'],
    ['<svg onload=f()>', '&lt;svg onload=f()>'],
    ['<b-evil onclick=f()>', '&lt;b-evil onclick=f()>'],
    ['<img src="a>b" onerror=f()>', '<img>b" onerror=f()>'],
    ['</p onclick=f()>', '</p>'],
    ['1 < 2 <', '1 &lt; 2 &lt;'],
    ['<!-- never closed', '&lt;!-- never closed'],
  ])('%s becomes %s', (html, rebuilt) => {
    expect(rebuildHtml(html)).toBe(rebuilt);
  });

  it('has no tag and no attribute but the known ones, whatever it is', () => {
    const part = fc.constantFrom(
      '<',
      '>',
      '/',
      ' ',
      '"',
      "'",
      '=',
      'a',
      'img',
      'script',
      'src',
      'onerror',
      'href',
      '!--',
      '-->',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const left = rebuildHtml(parts.join('')).replaceAll(
          /<\/?(?:a|img)(?: (?:href|src)\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*>/gi,
          '',
        );
        expect(left).not.toContain('<');
      }),
      { numRuns: 2_000 },
    );
  });
});
