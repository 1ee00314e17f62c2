import type { IntegrationStore } from './store.ts';

export interface StoreOperation {
  readonly operation:
    | 'read'
    | 'read_by_id'
    | 'replace'
    | 'reseal'
    | 'remove'
    | 'events'
    | 'add_event'
    | 'read_health'
    | 'write_health'
    | 'read_webhook'
    | 'write_webhook'
    | 'list_purges'
    | 'remove_purge'
    | 'tenants'
    | 'ping';
  /** A conflict of revisions is an answer, too. */
  readonly outcome: 'ok' | 'failed';
}

export interface StoreObserver {
  readonly onOperation: (operation: StoreOperation, durationMs: number) => void;
  /** Milliseconds by a clock that is never set. */
  readonly elapsedMs: () => number;
}

/** The same store; how long each operation takes is told. */
export function observeStore(store: IntegrationStore, observer: StoreObserver): IntegrationStore {
  const { onOperation, elapsedMs } = observer;

  async function observe<T>(operation: StoreOperation['operation'], run: () => Promise<T>): Promise<T> {
    const startedAtMs = elapsedMs();
    let outcome: StoreOperation['outcome'] = 'failed';
    try {
      const answer = await run();
      outcome = 'ok';
      return answer;
    } finally {
      onOperation({ operation, outcome }, elapsedMs() - startedAtMs);
    }
  }

  return {
    read: (...given) => observe('read', () => store.read(...given)),
    readById: (...given) => observe('read_by_id', () => store.readById(...given)),
    replace: (...given) => observe('replace', () => store.replace(...given)),
    reseal: (...given) => observe('reseal', () => store.reseal(...given)),
    remove: (...given) => observe('remove', () => store.remove(...given)),
    events: (...given) => observe('events', () => store.events(...given)),
    addEvent: (...given) => observe('add_event', () => store.addEvent(...given)),
    readHealth: (...given) => observe('read_health', () => store.readHealth(...given)),
    writeHealth: (...given) => observe('write_health', () => store.writeHealth(...given)),
    readWebhook: (...given) => observe('read_webhook', () => store.readWebhook(...given)),
    writeWebhook: (...given) => observe('write_webhook', () => store.writeWebhook(...given)),
    listPurges: (...given) => observe('list_purges', () => store.listPurges(...given)),
    removePurge: (...given) => observe('remove_purge', () => store.removePurge(...given)),
    tenants: () => observe('tenants', () => store.tenants()),
    ping: () => observe('ping', () => store.ping()),
    close: () => store.close(),
  };
}
