import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, ask, type GraphError } from './graph.ts';

export interface Asked<T> {
  /** Null until the first answer; while a question is repeated, the answer before. */
  readonly answer: Answer<T> | null;
  /** The last whole answer, which stands while the subgraph is away. */
  readonly data: T | null;
  readonly isAsking: boolean;
  /** Asks again, now. */
  readonly reload: () => void;
}

/**
 * Asks when the component appears and whenever query or variables change; an answer to an earlier question never replaces a later one.
 * `pollMs` says after how long to ask again, by the last answer; null for not at all.
 */
export function useAsk<T>(
  query: string | null,
  variables: object = {},
  pollMs: (data: T | null, errors: readonly GraphError[]) => number | null = never,
): Asked<T> {
  const [state, setState] = useState<{ answer: Answer<T> | null; data: T | null; key: string }>({
    answer: null,
    data: null,
    key: '',
  });
  const [isAsking, setIsAsking] = useState(false);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((value) => value + 1), []);
  const key = JSON.stringify([query, variables]);
  const pollRef = useRef(pollMs);
  pollRef.current = pollMs;
  const variablesRef = useRef(variables);
  variablesRef.current = variables;

  // `key` stands for query and variables, `round` for a wish to ask again.
  useEffect(() => {
    if (query === null) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setIsAsking(true);
    ask<T>(query, variablesRef.current, controller.signal).then(
      (answer) => {
        if (controller.signal.aborted) return;
        setIsAsking(false);
        setState((before) => {
          const kept = before.key === key ? before.data : null;
          return { answer, data: answer.kind === 'data' ? answer.data : kept, key };
        });
        const delayMs = isWorthAsking(answer)
          ? answer.kind === 'data'
            ? pollRef.current(answer.data, answer.errors)
            : pollRef.current(null, [])
          : null;
        if (delayMs !== null) timer = setTimeout(() => whenSeen(reload, controller.signal), delayMs);
      },
      () => {
        // Aborted: another question has taken its place.
      },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, round]);

  const isCurrent = state.key === key;
  return { answer: isCurrent ? state.answer : null, data: isCurrent ? state.data : null, isAsking, reload };
}

/** Who was refused is refused again, and each refusal stands in the events. */
function isWorthAsking({ kind }: Answer<unknown>): boolean {
  return kind === 'data' || kind === 'unreachable';
}

/** At once, or when the page is looked at again. */
function whenSeen(action: () => void, signal: AbortSignal): void {
  if (!document.hidden) action();
  else document.addEventListener('visibilitychange', action, { once: true, signal });
}

function never(): null {
  return null;
}
