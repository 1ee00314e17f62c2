import { PushRefusal } from './refusal.ts';

/** A push's share of the memory that all pushes under way may take together. */
export interface Share {
  /** Throws a refusal when the room is full. */
  take(bytes: number): void;
  give(): void;
}

/** Memory is bounded by refusing, not by waiting: a sender that is slow keeps no other one waiting. */
export function createRoom(limit: number): { share(): Share } {
  let held = 0;
  return {
    share: () => {
      let own = 0;
      return {
        take: (bytes) => {
          if (held + bytes > limit) {
            throw new PushRefusal(503, 'Too many pushes are under way: send this one again in a moment.', {
              'retry-after': '2',
            });
          }
          held += bytes;
          own += bytes;
        },
        give: () => {
          held -= own;
          own = 0;
        },
      };
    },
  };
}
