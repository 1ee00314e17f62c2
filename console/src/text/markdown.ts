import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import { MARKDOWN_TAGS, rebuildHtml } from './raw-html.ts';

export interface MarkdownPlace {
  /** The level of the heading above the text; null where headings would make no sense, as in a cell of a table. */
  readonly headingLevel: number | null;
}

const ADDRESSES = ['href', 'src'];
const TEXTS = ['alt', 'title', 'align', 'start'];

const HEADINGS = 'h1, h2, h3, h4, h5, h6';
const BLOCKS = `p, li, dt, dd, th, td, blockquote, summary, ${HEADINGS}`;

const markdown = new Marked({
  gfm: true,
  async: false,
  renderer: {
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    html: ({ text }) => rebuildHtml(text),
  },
});

/**
 * Markdown as a person reads it, with no part that executes, loads or looks like the page's own: no scripts, styles, classes or ids; links
 * lead to http, https and mailto only, in a tab of their own; images are links to themselves. Call it with texts within the limit.
 */
export function renderMarkdown(text: string, place: MarkdownPlace): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const html = toHtml(text);
  if (html === null) {
    fragment.append(text);
    return fragment;
  }
  // The sanitised tree belongs to a document without a window, which loads nothing, until it is adopted.
  const tree = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: [...MARKDOWN_TAGS],
    ALLOWED_ATTR: [...ADDRESSES, ...TEXTS],
    // Their values are no addresses.
    ADD_URI_SAFE_ATTR: TEXTS,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const image of tree.querySelectorAll('img')) replaceImage(image);
  for (const link of tree.querySelectorAll('a')) secureLink(link);
  for (const block of tree.querySelectorAll(BLOCKS)) block.setAttribute('dir', 'auto');
  // Keys scroll what they can reach.
  for (const wide of tree.querySelectorAll('pre, table')) makeScrollable(wide);
  fitHeadings(tree, place);
  fragment.append(...tree.childNodes);
  return fragment;
}

/** Null for what the parser cannot read: thousands of quotes inside each other exceed its stack. */
function toHtml(text: string): string | null {
  try {
    const html = markdown.parse(text);
    return typeof html === 'string' ? html : null;
  } catch {
    return null;
  }
}

/**
 * A remote image would tell its host who reads which table, and the page's policy forbids it. A link opens it in a new tab, by a click of
 * the reader.
 */
function replaceImage(image: HTMLImageElement): void {
  const { ownerDocument } = image;
  const alt = image.getAttribute('alt')?.trim() ?? '';
  const words = alt === '' ? 'Image' : `Image: ${alt}`;
  const url = toRemoteUrl(image.getAttribute('src'));
  if (url === null || image.closest('a') !== null) {
    image.replaceWith(`[${words}]`);
    return;
  }
  const link = ownerDocument.createElement('a');
  link.setAttribute('href', url.href);
  link.append(`${words} (opens ${url.host} in a new tab)`);
  image.replaceWith(link);
}

function secureLink(link: HTMLAnchorElement): void {
  if (link.getAttribute('href') === null) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
}

function toRemoteUrl(source: string | null): URL | null {
  const url = source === null ? null : URL.parse(source);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : null;
}

function makeScrollable(wide: Element): void {
  const region = wide.ownerDocument.createElement('div');
  region.className = 'markdown-wide';
  region.tabIndex = 0;
  wide.replaceWith(region);
  region.append(wide);
}

/** Headings begin one level below the place's own and leave no level out, whatever the text does. */
function fitHeadings(tree: DocumentFragment, { headingLevel }: MarkdownPlace): void {
  const headings = [...tree.querySelectorAll(HEADINGS)];
  const levelOf = (heading: Element) => Number(heading.localName.slice(1));
  const highest = Math.min(...headings.map(levelOf));
  let level = headingLevel ?? 0;
  for (const heading of headings) {
    const wanted = (headingLevel ?? 0) + 1 + levelOf(heading) - highest;
    level = Math.min(wanted, level + 1, 6);
    const fitted = heading.ownerDocument.createElement(headingLevel === null ? 'p' : `h${level}`);
    fitted.className = 'markdown-heading';
    fitted.setAttribute('dir', 'auto');
    fitted.append(...heading.childNodes);
    heading.replaceWith(fitted);
  }
}
