import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'type'> {
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly icon?: IconName;
  /** Its action is under way: it stays where it is, and can be focused, but does nothing. */
  readonly isBusy?: boolean;
  /** Shows the icon alone; the children become its name. */
  readonly isCompact?: boolean;
  readonly children: ComponentChildren;
}

export function Button({
  kind = 'secondary',
  type = 'button',
  icon,
  isBusy = false,
  isCompact = false,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // A busy button stays the focused one; only a disabled one would lose the focus.
      type={isBusy ? 'button' : type}
      class={`button button-${kind} ${isCompact ? 'button-compact' : ''} ${rest.class ?? ''}`}
      aria-busy={isBusy}
      aria-disabled={isBusy || rest['aria-disabled'] || undefined}
      {...(isBusy || onClick === undefined ? {} : { onClick })}
    >
      {isBusy ? (
        <span class="spinner" aria-hidden="true" />
      ) : icon === undefined ? null : (
        <Icon name={icon} />
      )}
      <span class={isCompact ? 'visually-hidden' : ''}>{children}</span>
    </button>
  );
}
