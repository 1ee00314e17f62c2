import type { ComponentChildren } from 'preact';
import './choices.css';

interface ChoicesProps {
  /** What is chosen, for those who do not see the page. */
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Buttons of which one is pressed: what a list is narrowed to. */
export function Choices({ label, children }: ChoicesProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to a form, which these are no part of.
    <div class="segments" role="group" aria-label={label}>
      {children}
    </div>
  );
}

interface ChoiceProps {
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly count: number;
  /** Stands before the words. */
  readonly mark?: ComponentChildren | undefined;
  readonly children: ComponentChildren;
}

export function Choice({ isChosen, onChoose, count, mark, children }: ChoiceProps) {
  return (
    <button type="button" class="segment" aria-pressed={isChosen} onClick={onChoose}>
      {mark}
      {children}
      <span class="segment-count">{count.toLocaleString('en')}</span>
    </button>
  );
}
