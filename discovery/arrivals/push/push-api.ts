import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from '../../http/reply.ts';
import type { Arrival, ArtifactMemory, Verdict } from '../../memory/memory.ts';
import { toRefusal, toReply } from './answer.ts';
import { readArchive } from './archive.ts';
import { checkHeaders } from './check-headers.ts';
import { collectArtifact } from './collect.ts';
import { DEFAULT_LIMITS, type PushLimits } from './limits.ts';
import { isPushPath, type PushTarget, parseTarget } from './push-path.ts';
import { checkPushToken, type PushToken } from './push-tokens.ts';
import { describe, toPushedArtifact } from './pushed-artifact.ts';
import { PushRefusal, SenderGone } from './refusal.ts';
import { openBody, stopped } from './request-body.ts';
import { createRoom } from './room.ts';
import { sendReply } from './send-reply.ts';
import { bounded } from './unpack.ts';

export interface PushApiOptions {
  readonly memory: Pick<ArtifactMemory, 'takeWhole'>;
  readonly environmentIds: readonly number[];
  readonly tokens: readonly PushToken[];
  readonly limits?: Partial<PushLimits>;
  /** Receives one line for each push that was let in. */
  readonly log: (line: string) => void;
  /** Told of each answer; the environment is null where none of ours was named. */
  readonly onAnswered?: (push: AnsweredPush) => void;
}

export interface AnsweredPush {
  readonly environmentId: number | null;
  readonly status: number;
  /** Empty for a push that was refused whole. */
  readonly verdicts: readonly Verdict[];
}

export interface PushApi {
  /** Whether a request is one of those that `handle` answers. */
  owns(request: IncomingMessage): boolean;
  /** `awaitsContinue` for a sender that sends its body once it is told to. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): Promise<void>;
  /**
   * Refuses all pushes from now on, those too whose bodies are not whole. Resolves when the others are stored and
   * answered; the memory is closed after that.
   */
  close(): Promise<void>;
}

export function createPushApi(options: PushApiOptions): PushApi {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const room = createRoom(limits.heldBytes);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  async function answer(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean) {
    const exchange = { isSending: !awaitsContinue, target: null as PushTarget | null };
    let verdicts: readonly Verdict[] = [];
    let reply: Reply;
    try {
      const target = letIn(request, options, limits, stopping.signal);
      exchange.target = target;
      if (awaitsContinue) response.writeContinue();
      exchange.isSending = true;
      verdicts = await receive(request, target);
      options.log(`Environment ${target.environmentId}: pushed ${describe(verdicts.map(toPushedArtifact))}`);
      reply = toReply(target.environmentId, verdicts);
    } catch (error) {
      if (exchange.target !== null) {
        options.log(`Environment ${exchange.target.environmentId}: a push is not taken: ${reasonOf(error)}`);
      }
      if (error instanceof SenderGone) return;
      reply = toRefusal(error instanceof PushRefusal ? error : notStored());
    }
    const environmentId = exchange.target?.environmentId ?? null;
    options.onAnswered?.({ environmentId, status: reply.status, verdicts });
    await sendReply(request, response, reply, exchange.isSending);
  }

  async function receive(request: IncomingMessage, target: PushTarget): Promise<readonly Verdict[]> {
    const share = room.share();
    const body = openBody(request, stopping.signal);
    try {
      const bytes = bounded(body.bytes, limits.bodyBytes, 'The body');
      const arrivals =
        target.form === 'archive' ? await readArchive(bytes, limits, share) : [await readOne(target, bytes)];
      return await options.memory.takeWhole(target.environmentId, arrivals);
    } finally {
      body.giveUp();
      share.give();
    }

    async function readOne(
      { kind, file }: PushTarget & { form: 'artifact' },
      bytes: AsyncIterable<Uint8Array>,
    ): Promise<Arrival> {
      return { kind, origin: file, bytes: await collectArtifact(bytes, file, limits, share) };
    }
  }

  return {
    owns: (request) => isPushPath(pathOf(request)),
    handle: async (request, response, awaitsContinue) => {
      const work = answer(request, response, awaitsContinue).catch(() => {
        response.destroy();
      });
      running.add(work);
      await work;
      running.delete(work);
    },
    close: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** Throws a refusal for a push that need not be read. */
function letIn(
  request: IncomingMessage,
  { tokens, environmentIds }: PushApiOptions,
  limits: PushLimits,
  stopping: AbortSignal,
): PushTarget {
  if (tokens.length === 0) {
    throw new PushRefusal(
      404,
      'Pushes are off: start the program with --push-token (or DISCOVERY_PUSH_TOKEN) to take them.',
    );
  }
  const target = parseTarget(request.method ?? 'GET', pathOf(request));
  checkPushToken(request.headers.authorization, tokens, target.environmentId);
  if (!environmentIds.includes(target.environmentId)) {
    throw new PushRefusal(
      404,
      `There is no environment ${target.environmentId} here: this program serves ${environmentIds.join(', ')}.`,
    );
  }
  if (stopping.aborted) throw stopped();
  checkHeaders(request.headers, limits);
  return target;
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function notStored(): PushRefusal {
  return new PushRefusal(
    500,
    'The push could not be stored; the reason is in the log of the program. Send it again: what is known already is not taken twice.',
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
