import { CopyButton } from '../../ui/copy.tsx';
import { Card } from '../../ui/page.tsx';
import type { Node } from './table-question.ts';

/** The SQL of a model, folded until it is wanted; nothing for nodes without code. */
export function CodeCard({ node: { rawCode, compiledCode } }: { readonly node: Node }) {
  if (!rawCode && !compiledCode) return null;
  return (
    <Card title="Code">
      {rawCode ? <Code title="As written" what="the written code" code={rawCode} /> : null}
      {compiledCode ? <Code title="As compiled" what="the compiled code" code={compiledCode} /> : null}
    </Card>
  );
}

interface CodeProps {
  readonly title: string;
  /** For the button that copies it. */
  readonly what: string;
  readonly code: string;
}

function Code({ title, what, code }: CodeProps) {
  const lines = code.trimEnd().split('\n').length;
  return (
    <details class="code">
      <summary>
        {title}{' '}
        <span class="muted">
          {lines.toLocaleString('en')} {lines === 1 ? 'line' : 'lines'}
        </span>
      </summary>
      <div class="code-frame">
        <CopyButton text={code} what={what} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys. */}
        <pre tabIndex={0}>
          <code>{code}</code>
        </pre>
      </div>
    </details>
  );
}
