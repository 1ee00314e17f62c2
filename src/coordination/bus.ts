/** Messages between replicas. Nothing is kept: a process that does not listen when a message is sent never gets it. */
export interface Bus {
  /** Tells all processes, this one excepted. The message is a JSON value. */
  publish(message: unknown): void;
  /** A listener must not throw, and must bear messages of other versions. */
  subscribe(listener: (message: unknown) => void): void;
}

/** Where members of one process meet. A process that runs alone is the only member of its hub. */
export interface LocalHub {
  join(): Bus;
}

export function createLocalHub(): LocalHub {
  const members = new Set<((message: unknown) => void)[]>();
  return {
    join() {
      const listeners: ((message: unknown) => void)[] = [];
      members.add(listeners);
      return {
        publish(message) {
          const text = JSON.stringify(message);
          for (const heard of members) {
            if (heard === listeners) continue;
            // Later, as from another process: nobody is called inside a call to `publish`.
            for (const listener of heard) queueMicrotask(() => listener(JSON.parse(text)));
          }
        },
        subscribe(listener) {
          listeners.push(listener);
        },
      };
    },
  };
}
