import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'console/*.md', 'deploy/**/*.md', '.github/**/*.md'], {
  cwd: ROOT,
}).sort();
const FORMS = globSync('.github/**/*.yml', { cwd: ROOT }).sort();
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

test('the documents are found', () => {
  expect(DOCUMENTS).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/faq.md']));
  expect(FORMS.length).toBeGreaterThan(3);
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('each of its links leads to a file of the repository, and to a heading of it', () => {
    const broken = linksOf(text).filter((link) => !leadsSomewhere(document, link));
    expect(broken).toEqual([]);
  });

  test('each script that it names is one of package.json', () => {
    expect(scriptsNamedIn(text).filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

test('each page of docs/ can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const document of reached) {
    for (const link of linksOf(read(document))) {
      const target = join(dirname(document), link.split('#')[0] ?? '');
      if (target.endsWith('.md') && existsSync(join(ROOT, target))) reached.add(target);
      if (target === 'docs/adr')
        for (const page of globSync('docs/adr/*.md', { cwd: ROOT })) reached.add(page);
    }
  }
  const pages = DOCUMENTS.filter((document) => document.startsWith('docs/'));
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test('each script of package.json stands in the README or in CONTRIBUTING.md', () => {
  const named = new Set(scriptsNamedIn(`${read('README.md')}${read('CONTRIBUTING.md')}`));
  expect(Object.keys(scripts).filter((name) => !isRunByNpm(name) && !named.has(name))).toEqual([]);
});

test.each(FORMS)('%s is YAML', (form) => {
  expect(parse(read(form))).toBeTypeOf('object');
});

/** Links and pictures inside the repository, in Markdown and in HTML; code holds none. */
function linksOf(text: string): string[] {
  const links: string[] = [];
  marked.walkTokens(marked.lexer(text), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') links.push(token.href);
    if (token.type === 'html')
      for (const [, href = ''] of token.text.matchAll(/(?:src|href)="([^"]*)"/g)) links.push(href);
  });
  return links.filter((link) => !/^(?:[a-z]+:|\/\/)/i.test(link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (relative(ROOT, join(ROOT, target)).startsWith('..') || !existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return marked.lexer(text).flatMap((token) => {
    if (token.type !== 'heading') return [];
    const words = token.text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

/** What `npm run …`, `npm start` and `npm test` name; `--prefix folder` may stand before or behind the name. */
function scriptsNamedIn(text: string): string[] {
  const run = [...text.matchAll(/\bnpm run (?:--prefix \S+ )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map(([, name = '']) => name);
  return [...run, ...short];
}

/** `prepare`, `prepack`, and what runs before or after another script. */
function isRunByNpm(name: string): boolean {
  const [, around] = /^(?:pre|post)(.+)$/.exec(name) ?? [];
  return ['prepare', 'prepack', 'postinstall'].includes(name) || (around !== undefined && around in scripts);
}
