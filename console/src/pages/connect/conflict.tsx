import { useEffect, useRef } from 'preact/hooks';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { deedOf, nameOfActor } from '../events/event-list.tsx';
import type { ConflictFacts } from './connect-page.tsx';

/** Two admins at once: the second sees what the first has done, before anything is written over it. */
export function Conflict({ facts: { event, sentences } }: { readonly facts: ConflictFacts }) {
  const ref = useRef<HTMLDivElement>(null);
  // Each conflict is brought before the eyes.
  useEffect(() => {
    ref.current?.focus();
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, [event]);
  return (
    <div ref={ref} tabIndex={-1} role="alert" class="connect-conflict">
      <Notice tone="warn" title="Nothing is saved: somebody else changed the connection meanwhile">
        {event === null ? null : (
          <p>
            <strong>{nameOfActor(event.actor)}</strong> {deedOf(event.action)} <Time at={event.at} />
            {event.detail === null ? '.' : `: ${event.detail}`}
          </p>
        )}
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p>What you typed is still here. Look at it once more; saving again writes it over that change.</p>
      </Notice>
    </div>
  );
}
