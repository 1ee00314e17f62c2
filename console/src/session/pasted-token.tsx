import { useState } from 'preact/hooks';
import type { ConsoleConfig } from '../config.ts';
import { Button } from '../ui/button.tsx';
import { SecretField } from '../ui/field.tsx';
import { openWith } from './session.ts';

interface PastedTokenProps {
  readonly config: ConsoleConfig;
  readonly kind: 'primary' | 'secondary';
}

/** Opens the session with a token from elsewhere. The field is empty again whatever comes of it. */
export function PastedToken({ config, kind }: PastedTokenProps) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const accessToken = token.trim().replace(/^Bearer\s+/i, '');
    if (!/^[\w.~+/=-]+$/.test(accessToken)) {
      setError(
        accessToken === ''
          ? 'Paste an access token here.'
          : 'This is no access token: it holds characters that tokens do not have. Copy it once more, whole.',
      );
      return;
    }
    setIsBusy(true);
    setToken('');
    setError(await openWith(config, { accessToken }));
    setIsBusy(false);
  }

  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <SecretField
        label="Access token"
        hint="Kept in this page's memory only: a reload forgets it."
        error={error}
        value={token}
        onValue={setToken}
      />
      <div>
        <Button kind={kind} type="submit" icon="key" isBusy={isBusy}>
          Use this token
        </Button>
      </div>
    </form>
  );
}
