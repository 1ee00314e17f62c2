import type { Log } from './observability/log.ts';

/** npm passes on what the terminal has sent already: within this time a second signal is a copy of the first. */
const COPY_WITHIN_MS = 1000;

/** Aborted by the first SIGTERM or SIGINT. A second one that is no copy ends the process at once, with exit code 1. */
export function createStopSignal(log: Pick<Log, 'info' | 'warn'>, drainMs: number): AbortSignal {
  const controller = new AbortController();
  let stoppingSinceMs = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      stoppingSinceMs = performance.now();
      log.info(
        { signal, drainMs },
        'stopping: requests are served while it drains, then those in flight may finish',
      );
      controller.abort(new Error(`The process was told to stop (${signal}).`));
    } else if (performance.now() - stoppingSinceMs >= COPY_WITHIN_MS) {
      log.warn({ signal }, 'ended at once by a second signal: requests in flight are cut');
      process.exit(1);
    }
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return controller.signal;
}
