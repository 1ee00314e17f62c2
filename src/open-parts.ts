import type { Log } from './observability/log.ts';

type Close = () => Promise<void> | void;

/**
 * The parts that were opened, closed together in the opposite order. Node's AsyncDisposableStack does nearly the same; Node 22,
 * which `engines` allows, has none.
 */
export interface OpenParts {
  /** Throws once `close` was called, and closes the part instead: whoever opens parts one by one stops there. */
  add(name: string, close: Close): void;
  /**
   * Closes every part once, whether or not others fail to close: that is logged with the name, and rejects at the end. Called
   * again, returns the same promise.
   */
  close(): Promise<void>;
}

export function createOpenParts(log: Pick<Log, 'error'>): OpenParts {
  const parts: { readonly name: string; readonly close: Close }[] = [];
  let closing: Promise<void> | null = null;

  async function closeOne(name: string, close: Close): Promise<boolean> {
    try {
      await close();
      return true;
    } catch (error) {
      log.error({ err: error, part: name }, 'a part of the server could not be closed');
      return false;
    }
  }

  async function closeAll(): Promise<void> {
    const failed: string[] = [];
    for (const { name, close } of parts.reverse()) {
      if (!(await closeOne(name, close))) failed.push(name);
    }
    if (failed.length > 0) throw new Error(`These parts could not be closed: ${failed.join(', ')}.`);
  }

  return {
    add(name, close) {
      if (closing === null) {
        parts.push({ name, close });
        return;
      }
      void closeOne(name, close);
      throw new Error(`The server stops: ${name} is closed again.`);
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
