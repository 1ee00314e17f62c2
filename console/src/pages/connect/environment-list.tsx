import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isNamed, nameOfEnvironment } from '../../integration.ts';
import { announceUnseen } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type Choice, moved, toggled } from './environment-choice.ts';

interface EnvironmentListProps {
  readonly choices: readonly Choice[];
  readonly onChoices: (choices: readonly Choice[]) => void;
}

/** Environments in the order of their priority: chosen by a box, moved by two buttons, or by dragging their grip. */
export function EnvironmentList({ choices, onChoices }: EnvironmentListProps) {
  const listRef = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useDrag(listRef, choices, onChoices);
  const pressed = useRef<string | null>(null);

  // A row that moves takes its button along, and the browser takes the focus off a button that moves.
  useLayoutEffect(() => {
    if (pressed.current === null) return;
    listRef.current?.querySelector<HTMLElement>(`[data-move="${pressed.current}"]`)?.focus();
    pressed.current = null;
  }, [choices]);

  function move(from: number, to: number, button: string): void {
    const next = moved(choices, from, to);
    const choice = choices[from];
    if (next === choices || choice === undefined) return;
    pressed.current = button;
    onChoices(next);
    announceUnseen(
      `${nameOfEnvironment(choice.environment)} is now ${next.indexOf(choice) + 1} of ${next.length}.`,
    );
  }

  return (
    <ol class="place-list" ref={listRef}>
      {choices.map(({ environment, isChosen }, position) => {
        const { id } = environment;
        const name = nameOfEnvironment(environment);
        return (
          <li
            key={id}
            class={`place-row ${isChosen ? '' : 'place-off'} ${dragged === id ? 'place-dragged' : ''}`}
          >
            {/* For the pointer alone: the buttons at the end do the same by keys. */}
            <span
              class="place-grip"
              aria-hidden="true"
              onPointerDown={(event) => {
                event.preventDefault();
                setDragged(id);
              }}
            >
              <Icon name="grip" />
            </span>
            <label class="place-name">
              <input type="checkbox" checked={isChosen} onChange={() => onChoices(toggled(choices, id))} />
              <span>
                {name}
                {isNamed(environment) ? <span class="id">{id}</span> : null}
              </span>
            </label>
            <span class="place-moves">
              <Button
                kind="quiet"
                icon="up"
                isCompact
                data-move={`${id}-up`}
                aria-disabled={position === 0}
                onClick={() => move(position, position - 1, `${id}-up`)}
              >
                Move {name} up
              </Button>
              <Button
                kind="quiet"
                icon="down"
                isCompact
                data-move={`${id}-down`}
                aria-disabled={position === choices.length - 1}
                onClick={() => move(position, position + 1, `${id}-down`)}
              >
                Move {name} down
              </Button>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The id of the environment that is dragged, null for none: while there is one, it takes the place of the row under the pointer. */
function useDrag(
  listRef: { readonly current: HTMLOListElement | null },
  choices: readonly Choice[],
  onChoices: (choices: readonly Choice[]) => void,
) {
  const [dragged, setDragged] = useState<string | null>(null);
  const latest = useRef({ choices, onChoices });
  latest.current = { choices, onChoices };

  useEffect(() => {
    if (dragged === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    // On the document: rows move in it under the pointer.
    document.addEventListener(
      'pointermove',
      ({ clientY }) => {
        const { choices: now, onChoices: change } = latest.current;
        const from = now.findIndex(({ environment }) => environment.id === dragged);
        const rows = [...(listRef.current?.children ?? [])];
        const under = rows.findIndex((row) => clientY < row.getBoundingClientRect().bottom);
        const next = moved(now, from, under === -1 ? rows.length - 1 : under);
        if (next !== now) change(next);
      },
      { signal },
    );
    document.addEventListener('pointerup', () => setDragged(null), { signal });
    document.addEventListener('pointercancel', () => setDragged(null), { signal });
    return () => controller.abort();
  }, [dragged, listRef]);

  return [dragged, setDragged] as const;
}
