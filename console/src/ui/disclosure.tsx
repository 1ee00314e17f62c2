import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface DisclosureProps {
  readonly summary: string;
  /** Opens it: something in it has to be seen. Closed again by the person alone, who may be typing in it. */
  readonly isAsked: boolean;
  readonly children: ComponentChildren;
}

export function Disclosure({ summary, isAsked, children }: DisclosureProps) {
  const [isOpen, setIsOpen] = useState(isAsked);
  const [wasAsked, setWasAsked] = useState(isAsked);
  if (isAsked !== wasAsked) {
    setWasAsked(isAsked);
    if (isAsked) setIsOpen(true);
  }
  return (
    <details class="disclosure" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
