import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Sentence } from './sentence.tsx';

interface EmptyProps {
  readonly icon?: IconName;
  readonly title: string;
  /** What to do so that something is here. */
  readonly children?: ComponentChildren;
  readonly action?: ComponentChildren;
}

export function Empty({ icon = 'minus', title, children, action }: EmptyProps) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <p class="empty-title">{title}</p>
      {children === undefined ? null : <div class="empty-text">{children}</div>}
      {action === undefined ? null : <div class="empty-action">{action}</div>}
    </div>
  );
}

interface LoadingProps {
  /** What is loaded, for those who do not see the grey lines: "Loading the events". */
  readonly label: string;
  readonly lines?: number;
}

export function Loading({ label, lines = 4 }: LoadingProps) {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="skeleton" aria-hidden="true" />
      ))}
    </div>
  );
}

interface FailedProps {
  readonly title?: string;
  readonly message: string;
  readonly onRetry?: () => void;
  readonly isRetrying?: boolean;
}

/** Says what failed, and offers to try again. */
export function Failed({ title, message, onRetry, isRetrying = false }: FailedProps) {
  return (
    <Notice
      tone="bad"
      {...(title === undefined ? {} : { title })}
      action={
        onRetry === undefined ? undefined : (
          <Button icon="refresh" isBusy={isRetrying} onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <Sentence text={message} />
    </Notice>
  );
}

interface NoticeProps {
  readonly tone: 'info' | 'warn' | 'bad' | 'good';
  readonly title?: string;
  readonly children: ComponentChildren;
  readonly action?: ComponentChildren;
}

const NOTICE_ICONS = { info: 'info', warn: 'warning', bad: 'cross', good: 'check' } as const;

/** A sentence that has the page's room: what is the matter, and what to do. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={NOTICE_ICONS[tone]} />
      <div class="notice-text">
        {title === undefined ? null : <p class="notice-title">{title}</p>}
        <div>{children}</div>
      </div>
      {action === undefined ? null : <div class="notice-action">{action}</div>}
    </div>
  );
}
