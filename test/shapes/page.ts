/** One example of the page of owners: the fenced blocks below a heading, in their order. */
export interface PageExample {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The sections of a page that have an owner's schema, a command, a mapping and a query. */
export function examplesOf(markdown: string): readonly PageExample[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      heading: section.slice(0, section.indexOf('\n')),
      blocks: [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
        language,
        text,
      })),
    }))
    .filter(({ blocks }) => blocks.some(({ language }) => language === 'yaml'));
}
