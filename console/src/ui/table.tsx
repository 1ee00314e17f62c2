import type { ComponentChildren } from 'preact';

interface TableProps {
  /** What the rows are, for those who do not see the page. */
  readonly caption: string;
  readonly head: readonly ComponentChildren[];
  /** Rows as `<tr>`. */
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** A table that scrolls by itself where the page is too narrow for it. */
export function Table({ caption, head, children, class: name = '' }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys.
    <section class={`table-frame ${name}`} aria-label={caption} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
