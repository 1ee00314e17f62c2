/** Elements that Markdown makes, or that people write in it by hand. */
export const MARKDOWN_TAGS: readonly string[] = [
  ...[
    'p',
    'br',
    'hr',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'blockquote',
    'pre',
    'ul',
    'ol',
    'li',
    'dl',
    'dt',
    'dd',
  ],
  ...['a', 'b', 'i', 'u', 's', 'em', 'strong', 'del', 'ins', 'sub', 'sup', 'code', 'kbd', 'img'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary'],
];

const TAG = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9]*)(?![a-z0-9:-])([^<>]*)>|</gi;
const ATTRIBUTE = /\s(href|src|alt|title)\s*=\s*("[^"<>]*"|'[^'<>]*')/gi;

/**
 * HTML that stands in Markdown, rebuilt from known tags with harmless attributes: every other tag stands there as letters, comments are left
 * out. A parser of HTML would drop the same later, but a browser reports what its policy forbids while it parses.
 */
export function rebuildHtml(html: string): string {
  return html.replaceAll(TAG, (tag: string, slash = '', name = '', attributes = '') => {
    if (tag.startsWith('<!--')) return '';
    if (!MARKDOWN_TAGS.includes(name.toLowerCase())) return `&lt;${tag.slice(1)}`;
    const kept = slash === '' ? [...attributes.matchAll(ATTRIBUTE)].map(([whole]) => ` ${whole.trim()}`) : [];
    return `<${slash}${name}${kept.join('')}>`;
  });
}
