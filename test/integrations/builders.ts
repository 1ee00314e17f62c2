import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Viewer } from '../../src/identity/viewer.ts';
import type {
  ConnectedEnvironment,
  Connection,
  IntegrationEvent,
  Sealed,
} from '../../src/integrations/integration.ts';
import type { IntegrationDraft } from '../../src/integrations/store/store.ts';
import type { Log } from '../../src/observability/log.ts';

export const NOON = Date.parse('2026-03-01T12:00:00.000Z');

export const admin: Viewer = { tenant: 'acme', userId: 'ada', isAdmin: true };

const ignore = () => undefined;
export const silent: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

export function sealed(text: string): Sealed {
  return { keyId: 'k1', iv: 'aXY=', ciphertext: text, tag: 'dGFn' };
}

export function draftOf(changes: Partial<IntegrationDraft> = {}): IntegrationDraft {
  return {
    id: 'int-1',
    tenant: 'acme',
    apiHost: 'ab123.us1.dbt.com',
    adminUrl: 'https://ab123.us1.dbt.com',
    discoveryUrl: 'https://ab123.metadata.us1.dbt.com/graphql',
    serviceToken: sealed('first'),
    tokenPreview: '••••1234',
    tokenSetAt: '2026-03-01T12:00:00.000Z',
    tokenSetBy: 'ada',
    environments: [
      environmentOf('834', {
        name: 'Production',
        projectId: '7',
        projectName: 'Shop',
        adapterType: 'snowflake',
        accountId: '71',
        deploymentType: 'production',
      }),
      environmentOf('835'),
    ],
    webhookSecret: null,
    configuredAt: '2026-03-01T12:00:00.000Z',
    configuredBy: 'ada',
    updatedAt: '2026-03-01T12:00:00.000Z',
    ...changes,
  };
}

/** An environment of which no more is known than is said. */
export function environmentOf(id: string, known: Partial<ConnectedEnvironment> = {}): ConnectedEnvironment {
  return {
    ...{ id, name: null, projectId: null, projectName: null, adapterType: null },
    ...{ accountId: null, deploymentType: null, docsUrl: null },
    ...known,
  };
}

export function eventOf(changes: Partial<IntegrationEvent> = {}): IntegrationEvent {
  return { at: '2026-03-01T12:00:00.000Z', actor: 'ada', action: 'CONFIGURED', detail: null, ...changes };
}

export function connectionOf(changes: Partial<Connection> = {}): Connection {
  return {
    tenant: 'acme',
    integrationId: 'int-1',
    revision: 1,
    discoveryUrl: 'https://ab123.metadata.us1.dbt.com/graphql',
    serviceToken: 'dbtc_token',
    environments: [],
    ...changes,
  };
}

/** A folder that goes when the scope that holds it ends. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'integrations-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A clock that stands still until it is moved. */
export function createClock(startMs = NOON) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}
