/** One example of the page of owners: the fenced blocks below a heading, by their languages, in their order. */
export interface PageExample {
  readonly heading: string;
  readonly graphql: readonly string[];
  /** Arguments of `adapt` besides the file; null where there is no such command. */
  readonly args: readonly string[] | null;
  readonly yaml: string | null;
  readonly text: string | null;
}

const ADAPT = /^npm run adapt -- --owner \w+\.graphql(.*)$/m;

export function examplesOf(markdown: string): readonly PageExample[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const blocks = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
      const textsOf = (language: string) =>
        blocks.flatMap(([, found, text]) => (found === language && text !== undefined ? [text] : []));
      const command = ADAPT.exec(textsOf('sh').join('\n'))?.[1];
      return {
        heading: section.slice(0, section.indexOf('\n')),
        graphql: textsOf('graphql'),
        args: command === undefined ? null : toArguments(command),
        yaml: textsOf('yaml')[0] ?? null,
        text: textsOf('text')[0] ?? null,
      };
    });
}

/** As a shell takes them apart: by spaces, but for those in single quotes. */
function toArguments(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
