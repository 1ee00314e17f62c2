import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Counts what servers of this process have read from their clients, in bytes, until the test is over. One test at a time. */
export function countBytesRead(): () => number {
  const sockets = new Set<Socket>();
  const onStart = (message: unknown) => {
    sockets.add((message as { readonly socket: Socket }).socket);
  };
  subscribe('http.server.request.start', onStart);
  onTestFinished(() => {
    unsubscribe('http.server.request.start', onStart);
  });
  return () => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
}

/** Resolves when a server of this process has read the headers of its next request. */
export function nextRequest(): Promise<void> {
  return new Promise((resolve) => {
    const onStart = () => {
      unsubscribe('http.server.request.start', onStart);
      resolve();
    };
    subscribe('http.server.request.start', onStart);
  });
}
