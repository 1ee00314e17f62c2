import { useState } from 'preact/hooks';
import type { ConsoleConfig, SignIn } from '../config.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/states.tsx';
import { describe, redirectToProvider } from './oidc.ts';
import { PastedToken } from './pasted-token.tsx';
import { startSession } from './session.ts';

interface SignInPageProps {
  readonly config: ConsoleConfig;
  /** Why nobody is signed in; null before anything was tried. */
  readonly message: string | null;
}

export function SignInPage({ config, message }: SignInPageProps) {
  return (
    <main class="gate">
      <div class="gate-card">
        <h1>dbt metadata</h1>
        {config.authMode === 'gateway' ? (
          <BehindProxy config={config} message={message} />
        ) : (
          <WithToken config={config} message={message} />
        )}
      </div>
    </main>
  );
}

function WithToken({ config, message }: SignInPageProps) {
  const { signIn } = config;
  return (
    <>
      <p class="lead">Sign in to see how your tables meet dbt, and to connect it.</p>
      {message === null ? null : <Notice tone="bad">{message}</Notice>}
      {signIn === null ? null : (
        <>
          <AtProvider signIn={signIn} />
          <p class="or">
            <span>or</span>
          </p>
        </>
      )}
      <PastedToken config={config} kind={signIn === null ? 'primary' : 'secondary'} />
      {config.gatewayHeaders.length === 0 ? null : (
        <p class="hint">
          This subgraph answers through its gateway only: a proxy in front of the console adds{' '}
          <code>{config.gatewayHeaders.join(', ')}</code>.
        </p>
      )}
      {signIn === null ? (
        <p class="hint">
          An operator can offer your organisation's own sign-in here: <code>CONSOLE_OIDC_ISSUER</code> and{' '}
          <code>CONSOLE_OIDC_CLIENT_ID</code>.
        </p>
      ) : null}
    </>
  );
}

function AtProvider({ signIn }: { readonly signIn: SignIn }) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function leave(): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      await redirectToProvider(signIn);
    } catch (cause) {
      setError(describe(cause));
      setIsBusy(false);
    }
  }

  return (
    <div class="stack">
      <Button kind="primary" class="button-wide" isBusy={isBusy} onClick={() => void leave()}>
        Sign in with {new URL(signIn.issuer).host}
      </Button>
      {error === null ? null : <Notice tone="bad">{error}</Notice>}
    </div>
  );
}

function BehindProxy({ config, message }: SignInPageProps) {
  return (
    <>
      <p class="lead">
        This subgraph takes callers from a proxy in front of it. Open the console through a proxy that signs
        you in and adds these headers to each request for <code>/graphql</code> and <code>/console</code>:
      </p>
      <ul class="plain-list">
        {config.gatewayHeaders.map((header) => (
          <li key={header}>
            <code>{header}</code>
          </li>
        ))}
      </ul>
      <p>
        Admins need the scope <code>{config.adminScope}</code> in <code>x-user-scopes</code>.
      </p>
      {message === null ? null : <Notice tone="warn">{message}</Notice>}
      <div>
        <Button kind="primary" icon="refresh" onClick={() => void startSession()}>
          Try again
        </Button>
      </div>
    </>
  );
}
