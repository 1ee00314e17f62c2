import type { SignIn } from '../config.ts';
import { authorizationUrl, createPending, type Pending, type Tokens, tokensOf } from './oidc.ts';

/*
 * Signing in again while a form is open: a second window goes to the provider, comes back to this origin, and hands the provider's answer
 * to the page that waits for it. The windows cannot see each other (cross-origin-opener-policy), so they speak through a channel of the
 * origin. The code is of use to the page that holds the verifier only.
 */

const CHANNEL = 'dbt-console-sign-in';
const HAND_OVER_MS = 3_000;

type Message =
  | { readonly kind: 'answer'; readonly state: string; readonly search: string }
  | { readonly kind: 'taken'; readonly state: string };

/** Call it in a click: browsers open no window otherwise. Null where the browser opened none. Rejects as `tokensOf` does, and by `signal`. */
export function signInByPopup(signIn: SignIn, signal: AbortSignal): Promise<Tokens> | null {
  const popup = window.open('', '_blank', 'popup,width=520,height=720');
  if (popup === null) return null;
  const pending = createPending();
  return waitInPopup(signIn, pending, popup, signal);
}

async function waitInPopup(
  signIn: SignIn,
  pending: Pending,
  popup: Window,
  signal: AbortSignal,
): Promise<Tokens> {
  try {
    const url = await authorizationUrl(signIn, pending);
    const answer = answerFor(pending.state, signal);
    popup.location.replace(url);
    return await tokensOf(signIn, pending, await answer);
  } catch (error) {
    popup.close();
    throw error;
  }
}

function answerFor(state: string, signal: AbortSignal): Promise<URLSearchParams> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise<URLSearchParams>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind !== 'answer' || data.state !== state) return;
      channel.postMessage({ kind: 'taken', state } satisfies Message);
      resolve(new URLSearchParams(data.search));
    };
  }).finally(() => channel.close());
}

/** In the second window, back from the provider: resolves with whether a page has taken the answer. */
export async function handOver(): Promise<boolean> {
  const { search } = location;
  history.replaceState(null, '', '/console/signed-in');
  const state = new URLSearchParams(search).get('state') ?? '';
  const channel = new BroadcastChannel(CHANNEL);
  const isTaken = await new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), HAND_OVER_MS);
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'taken' && data.state === state) resolve(true);
    };
    channel.postMessage({ kind: 'answer', state, search } satisfies Message);
  });
  channel.close();
  if (isTaken) window.close();
  return isTaken;
}
