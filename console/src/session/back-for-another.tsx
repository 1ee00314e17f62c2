import { useEffect, useState } from 'preact/hooks';
import { handOver } from './popup.ts';

/** What the second window of a sign-in shows, when it could not close itself. */
export function BackForAnother() {
  const [isTaken, setIsTaken] = useState<boolean | null>(null);
  useEffect(() => {
    void handOver().then(setIsTaken);
  }, []);
  return (
    <main class="gate">
      <div class="gate-card">
        <h1>dbt metadata</h1>
        <p role="status">
          {isTaken === null
            ? 'Signing in…'
            : isTaken
              ? 'You are signed in. This window can be closed.'
              : 'The page that asked for this sign-in is no longer open.'}
        </p>
        {isTaken === false ? (
          <p>
            <a href="/console">Open the console</a>
          </p>
        ) : null}
      </div>
    </main>
  );
}
