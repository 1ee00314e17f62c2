import { announce } from './announce.tsx';
import { Button } from './button.tsx';

interface CopyProps {
  readonly text: string;
  /** Of what: "the webhook's address". */
  readonly what: string;
  readonly isCompact?: boolean;
}

export function CopyButton({ text, what, isCompact = true }: CopyProps) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      announce(`Copied ${what}.`);
    } catch {
      announce(`The browser does not allow to copy ${what}. Select the text and copy it.`);
    }
  };
  return (
    <Button kind="quiet" icon="copy" isCompact={isCompact} title={`Copy ${what}`} onClick={() => void copy()}>
      {isCompact ? `Copy ${what}` : 'Copy'}
    </Button>
  );
}

/** A value to take along, in one line, with a button that copies it. */
export function CopyText({ text, what }: Omit<CopyProps, 'isCompact'>) {
  return (
    <span class="copy-text">
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
