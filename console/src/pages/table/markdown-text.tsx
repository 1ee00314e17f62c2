import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type MarkdownPlace, renderMarkdown } from '../../text/markdown.ts';
import { cutMarkdown } from '../../text/markdown-limit.ts';
import { Button } from '../../ui/button.tsx';
import './markdown-text.css';

interface MarkdownTextProps extends MarkdownPlace {
  readonly text: string;
}

/** A description as its author meant it to look; a very long one up to the limit, with the whole of it as plain text. */
export function MarkdownText({ text, headingLevel }: MarkdownTextProps) {
  const [isPlain, setIsPlain] = useState(false);
  const { shown, isCut } = cutMarkdown(text);
  return (
    <div class="markdown-text">
      {isPlain ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys.
        <pre class="markdown-plain" dir="auto" tabIndex={0}>
          {text}
        </pre>
      ) : (
        <Rendered text={shown} headingLevel={headingLevel} />
      )}
      {isCut ? (
        <div class="markdown-cut">
          <p class="muted">
            {isPlain
              ? 'The whole text, as plain text.'
              : `The first ${count(shown.length)} of ${count(text.length)} characters.`}
          </p>
          <Button onClick={() => setIsPlain(!isPlain)}>
            {isPlain ? 'Show the beginning as Markdown' : 'Show the whole text as plain text'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Rendered({ text, headingLevel }: MarkdownTextProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    ref.current?.replaceChildren(renderMarkdown(text, { headingLevel }));
  }, [text, headingLevel]);
  return <div ref={ref} class="markdown" dir="auto" />;
}

function count(characters: number): string {
  return characters.toLocaleString('en');
}
