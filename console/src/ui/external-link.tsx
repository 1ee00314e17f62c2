import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface ExternalLinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
}

/** Leads away from the console, into a tab of its own. */
export function ExternalLink({ href, children }: ExternalLinkProps) {
  return (
    <a class="external" href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <Icon name="external" />
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  );
}
