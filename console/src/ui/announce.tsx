import { createStore, useStore } from '../store.ts';
import { Icon } from './icon.tsx';

const SHOWN_MS = 6_000;

const message = createStore<{ readonly text: string; readonly isSeen: boolean } | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what has become of an action: shown for some seconds, and read to those who do not see it. */
export function announce(text: string): void {
  say(text, true);
}

/** For those alone who do not see what the page shows by itself. */
export function announceUnseen(text: string): void {
  say(text, false);
}

function say(text: string, isSeen: boolean): void {
  clearTimeout(timer);
  message.set({ text, isSeen });
  timer = setTimeout(() => message.set(null), SHOWN_MS);
}

/** Stands in the page once. */
export function Announcements() {
  const shown = useStore(message);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown === null ? null : (
        <p class={shown.isSeen ? 'toast' : 'visually-hidden'}>
          <Icon name="check" />
          <span>{shown.text}</span>
        </p>
      )}
    </div>
  );
}
