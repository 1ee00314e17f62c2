import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConsoleConfig, SignIn } from '../config.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ExternalLink } from '../ui/external-link.tsx';
import { Notice } from '../ui/states.tsx';
import { describe } from './oidc.ts';
import { PastedToken } from './pasted-token.tsx';
import { signInByPopup } from './popup.ts';
import { leaveEnded, openWith, readViewerAgain } from './session.ts';

interface SignInAgainProps {
  readonly config: ConsoleConfig;
  /** What the graph said of the token. */
  readonly reason: string;
}

/** Over the page, which stays as it is with everything typed in it. What was sent goes on by itself afterwards. */
export function SignInAgain({ config, reason }: SignInAgainProps) {
  return (
    <Dialog title="Sign in again" onClose={leaveEnded}>
      <p>{reason}</p>
      <p class="muted">
        Nothing that you have typed is lost. What you have sent goes on once you are signed in.
      </p>
      {config.authMode === 'jwt' ? <WithNewToken config={config} /> : <ThroughProxy />}
      <div class="dialog-actions">
        <Button kind="quiet" onClick={leaveEnded}>
          Not now
        </Button>
      </div>
    </Dialog>
  );
}

function WithNewToken({ config }: { readonly config: ConsoleConfig }) {
  return (
    <>
      {config.signIn === null ? null : (
        <>
          <InPopup config={config} signIn={config.signIn} />
          <p class="or">
            <span>or</span>
          </p>
        </>
      )}
      <PastedToken config={config} kind={config.signIn === null ? 'primary' : 'secondary'} />
    </>
  );
}

/** The proxy in front no longer adds who is calling. */
function ThroughProxy() {
  const [message, setMessage] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function goOn(): Promise<void> {
    setIsBusy(true);
    setMessage(await readViewerAgain());
    setIsBusy(false);
  }

  return (
    <div class="stack">
      <p>
        Sign in at your proxy <ExternalLink href="/console">in another tab</ExternalLink>, then go on here.
      </p>
      {message === null ? null : <Notice tone="bad">{message}</Notice>}
      <div>
        <Button kind="primary" isBusy={isBusy} onClick={() => void goOn()}>
          Go on
        </Button>
      </div>
    </div>
  );
}

function InPopup({ config, signIn }: { readonly config: ConsoleConfig; readonly signIn: SignIn }) {
  const [message, setMessage] = useState<string | null>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const attempt = useRef<AbortController | null>(null);
  useEffect(() => () => attempt.current?.abort(), []);

  async function open(): Promise<void> {
    attempt.current?.abort();
    const controller = new AbortController();
    attempt.current = controller;
    setMessage(null);
    const signingIn = signInByPopup(signIn, controller.signal);
    if (signingIn === null) {
      setMessage(
        'The browser opened no window. Allow windows for this page and try again, or paste a token below.',
      );
      return;
    }
    setIsWaiting(true);
    try {
      setMessage(await openWith(config, await signingIn));
    } catch (error) {
      if (controller.signal.aborted) return;
      setMessage(describe(error));
    }
    setIsWaiting(false);
  }

  return (
    <div class="stack">
      {/* Not busy while it waits: the window may have been closed, and can be opened again. */}
      <Button kind="primary" class="button-wide" onClick={() => void open()}>
        {isWaiting ? 'Open the window again' : `Sign in with ${new URL(signIn.issuer).host}`}
      </Button>
      {isWaiting ? (
        <p class="hint" role="status">
          Waiting for the other window.
        </p>
      ) : null}
      {message === null ? null : <Notice tone="bad">{message}</Notice>}
    </div>
  );
}
