import { type ConsoleConfig, loadConfig } from '../config.ts';
import { createStore } from '../store.ts';
import { finishRedirect, type Tokens } from './oidc.ts';
import { readViewer, type Viewer } from './viewer.ts';

export type Session =
  | { readonly kind: 'starting' }
  /** The subgraph does not answer. */
  | { readonly kind: 'failed'; readonly message: string }
  /** In jwt mode without a token; in gateway mode without the proxy's headers. `message` is null before anything was tried. */
  | { readonly kind: 'signed-out'; readonly config: ConsoleConfig; readonly message: string | null }
  | {
      readonly kind: 'open';
      readonly config: ConsoleConfig;
      readonly viewer: Viewer;
      /** Why the graph takes the token no longer; pages stay, and a dialog asks for a new one. */
      readonly ended: string | null;
    };

export const session = createStore<Session>({ kind: 'starting' });

/** In memory alone: neither storage nor addresses ever hold a token. */
let tokens: Tokens | null = null;
/** Those who wait for a new token. */
const waiting: ((isRenewed: boolean) => void)[] = [];

export function bearer(): string | null {
  return tokens?.accessToken ?? null;
}

export async function startSession(): Promise<void> {
  session.set({ kind: 'starting' });
  let config: ConsoleConfig;
  try {
    config = await loadConfig();
  } catch {
    session.set({
      kind: 'failed',
      message: 'The subgraph cannot be reached. Is it running, and this machine online?',
    });
    return;
  }
  if (config.authMode === 'jwt') {
    const finished = await finishRedirect(config);
    if (finished.kind === 'tokens') await openWith(config, finished.tokens);
    else session.set({ kind: 'signed-out', config, message: finished.message });
    return;
  }
  const read = await readViewer(null);
  if (read.kind === 'viewer') session.set({ kind: 'open', config, viewer: read.viewer, ended: null });
  else if (read.kind === 'anonymous') session.set({ kind: 'signed-out', config, message: read.message });
  else session.set({ kind: 'failed', message: read.message });
}

/** Tries a token; answers why it cannot be used, or null when the session is open with it. */
export async function openWith(config: ConsoleConfig, candidate: Tokens): Promise<string | null> {
  const read = await readViewer(candidate.accessToken);
  if (read.kind !== 'viewer') {
    const now = session.get();
    if (now.kind !== 'open') session.set({ kind: 'signed-out', config, message: read.message });
    return read.message;
  }
  tokens = candidate;
  session.set({ kind: 'open', config, viewer: read.viewer, ended: null });
  settle(true);
  return null;
}

/**
 * Called with a token that the graph took no longer. Resolves with true once there is another: from a request beside this one, from the
 * provider's refresh token, or from the person; with false where the person does not sign in.
 */
export async function renewSession(stale: string | null, message: string): Promise<boolean> {
  const now = session.get();
  if (now.kind !== 'open') return false;
  if ((tokens?.accessToken ?? null) !== stale) return true;
  if (stale !== null && (await renewSilently(now.config))) return true;
  session.set({ ...now, ended: message });
  return new Promise((resolve) => waiting.push(resolve));
}

let renewing: Promise<boolean> | null = null;

/** One renewal for all requests that need it: a provider takes each refresh token once. */
function renewSilently(config: ConsoleConfig): Promise<boolean> {
  renewing ??= (async () => {
    const refreshed = await tokens?.refresh?.();
    if (refreshed === undefined || refreshed === null) return false;
    return (await openWith(config, refreshed)) === null;
  })().finally(() => {
    renewing = null;
  });
  return renewing;
}

/** Asks again whom the subgraph takes the caller for, where a proxy says so; answers why it knows nobody, or null when the session goes on. */
export async function readViewerAgain(): Promise<string | null> {
  const now = session.get();
  const read = await readViewer(bearer());
  if (read.kind !== 'viewer') return read.message;
  if (now.kind === 'open') session.set({ ...now, viewer: read.viewer, ended: null });
  settle(true);
  return null;
}

/** The dialog was closed without a new token: what waited for one is told so, and the next request asks again. */
export function leaveEnded(): void {
  const now = session.get();
  if (now.kind === 'open') session.set({ ...now, ended: null });
  settle(false);
}

export function signOut(): void {
  const now = session.get();
  tokens = null;
  settle(false);
  if (now.kind === 'open') session.set({ kind: 'signed-out', config: now.config, message: null });
}

function settle(isRenewed: boolean): void {
  for (const resolve of waiting.splice(0)) resolve(isRenewed);
}
