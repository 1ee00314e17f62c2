import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';

const FIRST_ROWS = 100;

interface RowsProps<T> {
  readonly rows: readonly T[];
  /** "columns" */
  readonly what: string;
  /** How many are shown before they are asked for. */
  readonly first?: number;
  readonly children: (shown: readonly T[]) => ComponentChildren;
}

/** The first rows, and a button for the others: a table of thousands of rows would keep the page busy. */
export function Rows<T>({ rows, what, first = FIRST_ROWS, children }: RowsProps<T>) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, first);
  return (
    <>
      {children(shown)}
      {shown.length === rows.length ? null : (
        <p class="more">
          <Button onClick={() => setIsWhole(true)}>
            {`Show all ${rows.length.toLocaleString('en')} ${what}`}
          </Button>
        </p>
      )}
    </>
  );
}
