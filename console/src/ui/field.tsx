import type { ComponentChildren, Ref, TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { Sentence } from './sentence.tsx';

/** Ids and states that a control takes from its field. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** What is wrong with the value, and what to do: stands beside the control, and is its description. */
  readonly error?: ComponentChildren;
  readonly isOptional?: boolean;
  readonly children: (control: ControlProps) => ComponentChildren;
}

function Field({ label, hint, error, isOptional = false, children }: FieldProps) {
  const id = useId();
  const hasHint = hint !== undefined && hint !== null;
  const hasError = error !== undefined && error !== null && error !== false;
  const described = [hasHint ? `${id}-hint` : '', hasError ? `${id}-error` : ''].filter(
    (part) => part !== '',
  );
  return (
    <div class={`field ${hasError ? 'field-wrong' : ''}`}>
      <label for={id}>
        {label}
        {isOptional ? <span class="muted"> (optional)</span> : null}
      </label>
      {hasHint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': hasError,
      })}
      {hasError ? (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="warning" />
          <span>{typeof error === 'string' ? <Sentence text={error} /> : error}</span>
        </p>
      ) : null}
    </div>
  );
}

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'search' | 'password';
  readonly placeholder?: string;
  readonly autocomplete?: 'off' | 'on' | 'url';
  readonly inputMode?: 'text' | 'url' | 'numeric' | 'search';
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly disabled?: boolean;
  /** Of the control. */
  readonly class?: string;
  /** Instead of sending the form around it. */
  readonly onEnter?: () => void;
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    hint,
    error,
    isOptional = false,
    value,
    onValue,
    type = 'text',
    inputRef = null,
    onEnter,
    class: name = '',
    ...rest
  } = props;
  return (
    <Field label={label} hint={hint} error={error} isOptional={isOptional}>
      {(control) => {
        const all = {
          ...rest,
          ...control,
          class: `input ${name}`,
          spellcheck: false,
          autocapitalize: 'off',
          ref: inputRef,
          value,
          onInput: (event: TargetedInputEvent<HTMLInputElement>) => onValue(event.currentTarget.value),
          onKeyDown(event: KeyboardEvent) {
            if (event.key !== 'Enter' || onEnter === undefined) return;
            event.preventDefault();
            onEnter();
          },
        } as const;
        if (type === 'password') return <input {...all} {...NOT_TO_BE_REMEMBERED} type="password" />;
        return type === 'search' ? <input {...all} type="search" /> : <input {...all} type="text" />;
      }}
    </Field>
  );
}

/** Keeps the usual password managers from offering to keep it, or to fill it. */
const NOT_TO_BE_REMEMBERED = {
  autocomplete: 'off',
  'data-1p-ignore': '',
  'data-lpignore': 'true',
  'data-bwignore': '',
} as const;

/** A field for a secret: never shown, never offered to be remembered, never filled by the page. */
export function SecretField(props: Omit<TextFieldProps, 'type' | 'autocomplete'>) {
  return <TextField {...props} type="password" />;
}
