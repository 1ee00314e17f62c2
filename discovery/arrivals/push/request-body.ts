import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { PushRefusal, SenderGone } from './refusal.ts';

export interface RequestBody {
  readonly bytes: Readable;
  /** Stops reading without closing the connection, which an answer still has to pass. */
  giveUp(): void;
}

/** The body of a request. It fails when the sender goes away, and when `stopping` finds it not whole yet. */
export function openBody(request: IncomingMessage, stopping: AbortSignal): RequestBody {
  const bytes = new PassThrough();
  const failUnlessWhole = (error: Error) => {
    if (!request.complete) bytes.destroy(error);
  };
  const onClose = () => failUnlessWhole(new SenderGone());
  const onStop = () => failUnlessWhole(stopped());
  // A body that fails before it is read is reported by whoever reads it.
  bytes.on('error', () => {});
  request.on('error', () => {});
  request.once('close', onClose);
  stopping.addEventListener('abort', onStop, { once: true });
  request.pipe(bytes);
  return {
    bytes,
    giveUp: () => {
      request.off('close', onClose);
      stopping.removeEventListener('abort', onStop);
      request.unpipe(bytes);
      bytes.destroy();
    },
  };
}

export function stopped(): PushRefusal {
  return new PushRefusal(503, 'The program is stopping: send the push again once it runs.', {
    'retry-after': '2',
  });
}
