import { config } from '../../config.ts';
import type { EventAction, IntegrationEvent } from '../../integration.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Time } from '../../ui/time.tsx';
import './event-list.css';

/** What somebody did, as the rest of a sentence that begins with their name. */
const DEEDS: Readonly<Record<EventAction, { readonly words: string; readonly icon: IconName }>> = {
  CONFIGURED: { words: 'connected dbt', icon: 'plug' },
  UPDATED: { words: 'changed the connection', icon: 'plug' },
  TOKEN_ROTATED: { words: 'rotated the service token', icon: 'key' },
  WEBHOOK_SECRET_SET: { words: 'changed the webhook secret', icon: 'key' },
  REFRESHED: { words: 'had everything read again', icon: 'refresh' },
  REMOVED: { words: 'removed the connection', icon: 'cross' },
  REFUSED: { words: 'was refused', icon: 'warning' },
};

export function deedOf(action: EventAction): string {
  return DEEDS[action].words;
}

/** Where no identity names a user: in mode none, and for tokens without a subject. */
export function nameOfActor(actor: string | null): string {
  return actor ?? (config().authMode === 'none' ? 'This machine' : 'Somebody');
}

interface EventListProps {
  readonly events: readonly IntegrationEvent[];
}

/** Newest first. */
export function EventList({ events }: EventListProps) {
  return (
    <ol class="events">
      {events.map(({ at, actor, action, detail }, position) => (
        // Events have no id, and two may come at one instant; they are only added at the end.
        <li key={position} class={action === 'REFUSED' ? 'event event-refused' : 'event'}>
          <span class="event-icon">
            <Icon name={DEEDS[action].icon} />
          </span>
          <div class="event-text">
            <p>
              <strong class={actor === null ? 'muted' : ''}>{nameOfActor(actor)}</strong>{' '}
              {DEEDS[action].words}
              {action === 'REFUSED' ? (
                <>
                  {' '}
                  <Badge tone="bad">Refused</Badge>
                </>
              ) : null}
            </p>
            {detail === null ? null : (
              <p class="event-detail">
                <Sentence text={detail} />
              </p>
            )}
          </div>
          <span class="event-time">
            <Time at={at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
