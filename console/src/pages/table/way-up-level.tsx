import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface LevelProps {
  readonly title: string;
  /** How many are not drawn, in words; null where all are. */
  readonly more: string | null;
  /** Nodes as `<li>`. */
  readonly children: ComponentChildren;
}

/** One level of the picture of the way up. */
export function Level({ title, more, children }: LevelProps) {
  const id = useId();
  return (
    <div class="way-level">
      <p id={id} class="way-title">
        {title}
      </p>
      <ul aria-labelledby={id}>
        {children}
        {more === null ? null : <li class="way-more muted">{more}</li>}
      </ul>
    </div>
  );
}

/** From a level to the next, for the eye alone: the lists stand in the same order. */
export function Arrow() {
  return (
    <svg class="way-arrow" viewBox="0 0 40 12" width="40" height="12" aria-hidden="true" focusable="false">
      <path d="M1 6h36M32 1.5L37.5 6 32 10.5" />
    </svg>
  );
}
