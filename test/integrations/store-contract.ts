import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntegrationHealth } from '../../src/integrations/integration.ts';
import { type EventBounds, type IntegrationStore, StoreError } from '../../src/integrations/store/store.ts';
import { draftOf, environmentOf, eventOf, sealed } from './builders.ts';
import { itKeepsPurges } from './store-purges.ts';

export interface StoreUnderTest {
  /** Opens the same database again and again. */
  open(eventBounds?: EventBounds): Promise<IntegrationStore>;
  /** Replaces what is stored of the tenant by a text that no version of this program has written. */
  corrupt(tenant: string): Promise<void>;
  /** Pretends that a newer version has migrated the schema. */
  ageIntoTheFuture(): Promise<void>;
  dispose(): Promise<void>;
}

const healthy: IntegrationHealth = {
  status: 'CONNECTED',
  lastSucceededAt: '2026-03-01T12:00:00.000Z',
  lastFailure: null,
  rateLimitedUntil: null,
  tokenLastUsedAt: null,
};
const rejected: IntegrationHealth = { ...healthy, status: 'TOKEN_REJECTED' };

/** What every store promises, whatever database is under it. Each test has a tenant of its own. */
export function describeStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`the store on ${name}`, () => {
    let database: StoreUnderTest;
    let store: IntegrationStore;

    beforeAll(async () => {
      database = await create();
      store = await database.open();
    });

    afterAll(async () => {
      await store?.close();
      await database?.dispose();
    });

    const add = (tenant: string) =>
      store.replace(draftOf({ tenant, id: `id-${tenant}` }), { expectedRevision: null, event: eventOf() });
    const update = (tenant: string, expectedRevision: number) =>
      store.replace(draftOf({ tenant, id: `id-${tenant}` }), {
        expectedRevision,
        event: eventOf({ action: 'UPDATED' }),
      });
    const remove = (tenant: string, expectedRevision: number | null = null) =>
      store.remove(tenant, { expectedRevision, event: eventOf({ action: 'REMOVED' }) });

    it('answers "none" for a tenant without an integration', async () => {
      expect(await store.read('nobody')).toEqual({ kind: 'none' });
      expect(await store.readById('no-such-id')).toEqual({ kind: 'none' });
      expect(await store.events('nobody', 10)).toEqual([]);
      expect(await store.readHealth('nobody', 'no-such-id')).toBeNull();
      expect(await remove('nobody')).toEqual({ kind: 'none' });
    });

    it('gives back what was written, whole, by tenant and by id', async () => {
      const draft = draftOf({ tenant: 'whole', id: 'id-whole', webhookSecret: sealed('hook') });
      const written = await store.replace(draft, { expectedRevision: null, event: eventOf() });
      const found = { kind: 'found', integration: { ...draft, revision: 1 } };
      expect(written).toEqual({ kind: 'ok', integration: found.integration });
      expect(await store.read('whole')).toEqual(found);
      expect(await store.readById('id-whole')).toEqual(found);
      expect(await store.tenants()).toContain('whole');
    });

    it('keeps texts of any script, quotes and control characters byte for byte', async () => {
      const name = `Ünï "quoted" '; DROP TABLE dbt_integrations; -- \u0000\u2028 🜚`;
      const environments = [environmentOf('1', { name })];
      await store.replace(draftOf({ tenant: `t'"${'x'.repeat(200)}`, id: 'odd', environments }), {
        expectedRevision: null,
        event: eventOf({ detail: `it's "so"` }),
      });
      const result = await store.readById('odd');
      expect(result.kind === 'found' && result.integration.environments[0]?.name).toBe(name);
    });

    it('refuses to create what is there, and to replace what is not', async () => {
      await add('once');
      expect(await add('once')).toEqual({ kind: 'conflict' });
      expect(await update('never', 1)).toEqual({ kind: 'conflict' });
      expect(await store.read('never')).toEqual({ kind: 'none' });
      expect((await store.events('once', 10)).length).toBe(1);
    });

    it('replaces only the expected revision, and writes no event for a refused change', async () => {
      await add('cas');
      expect(await update('cas', 1)).toMatchObject({ kind: 'ok', integration: { revision: 2 } });
      expect(await update('cas', 1)).toEqual({ kind: 'conflict' });
      expect(await remove('cas', 1)).toEqual({ kind: 'conflict' });
      expect((await store.events('cas', 10)).map(({ action }) => action)).toEqual(['UPDATED', 'CONFIGURED']);
    });

    it('lets exactly one of many concurrent writers win, over two connections', async () => {
      const other = await database.open();
      await add('race');
      for (let revision = 1; revision <= 20; revision += 1) {
        const change = {
          expectedRevision: revision,
          event: eventOf({ action: 'UPDATED', detail: `${revision}` }),
        };
        const writers = [store, other, store, other].map((writer, n) =>
          writer.replace(draftOf({ tenant: 'race', id: 'id-race', apiHost: `host-${n}` }), change),
        );
        const results = await Promise.all(writers);
        expect(results.filter(({ kind }) => kind === 'ok').length).toBe(1);
        const winner = results.findIndex(({ kind }) => kind === 'ok');
        expect(await store.read('race')).toMatchObject({
          integration: { apiHost: `host-${winner}`, revision: revision + 1 },
        });
      }
      expect((await store.events('race', 100)).length).toBe(21);
      await other.close();
    });

    it('lets exactly one of two concurrent creators win', async () => {
      const other = await database.open();
      const results = await Promise.all(
        [store, other].map((writer, n) =>
          writer.replace(draftOf({ tenant: 'twins', id: `twin-${n}` }), {
            expectedRevision: null,
            event: eventOf(),
          }),
        ),
      );
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'ok']);
      await other.close();
    });

    it('removes record and health, and keeps the events', async () => {
      await add('gone');
      await store.writeHealth({ tenant: 'gone', integrationId: 'id-gone', revision: 1 }, healthy);
      expect(await remove('gone')).toEqual({ kind: 'removed', integrationId: 'id-gone', revision: 1 });
      expect(await store.read('gone')).toEqual({ kind: 'none' });
      expect(await store.readById('id-gone')).toEqual({ kind: 'none' });
      expect(await store.readHealth('gone', 'id-gone')).toBeNull();
      expect((await store.events('gone', 10)).map(({ action }) => action)).toEqual(['REMOVED', 'CONFIGURED']);
    });

    it('keeps what became of deliveries, part by part, of integrations that there are', async () => {
      await add('hooked');
      expect(await store.readWebhook('id-hooked')).toBeNull();
      const refused = {
        lastAcceptedAt: null,
        lastRefusedAt: '2026-03-01T12:00:00.000Z',
        lastRefusal: "It's no",
      };
      await store.writeWebhook('id-hooked', refused);
      expect(await store.readWebhook('id-hooked')).toEqual(refused);
      const lastAcceptedAt = '2026-03-01T12:01:00.000Z';
      await store.writeWebhook('id-hooked', { lastAcceptedAt, lastRefusedAt: null, lastRefusal: null });
      expect(await store.readWebhook('id-hooked')).toEqual({ ...refused, lastAcceptedAt });
      await store.writeWebhook('id-nobody', refused);
      expect(await store.readWebhook('id-nobody')).toBeNull();
      await remove('hooked');
      expect(await store.readWebhook('id-hooked')).toBeNull();
      await store.writeWebhook('id-hooked', refused);
      expect(await store.readWebhook('id-hooked')).toBeNull();
    });

    it('never gives a revision twice, also not after a removal', async () => {
      await add('again');
      await update('again', 1);
      await remove('again');
      expect(await add('again')).toMatchObject({ kind: 'ok', integration: { revision: 3 } });
      expect((await store.events('again', 10)).map(({ action }) => action)).toEqual([
        'CONFIGURED',
        'REMOVED',
        'UPDATED',
        'CONFIGURED',
      ]);
    });

    it('limits events to the newest, and to one tenant', async () => {
      await add('busy');
      for (let revision = 1; revision < 5; revision += 1) await update('busy', revision);
      await add('quiet');
      expect((await store.events('busy', 2)).map(({ action }) => action)).toEqual(['UPDATED', 'UPDATED']);
      expect(await store.events('quiet', 100)).toMatchObject([eventOf()]);
    });

    it('pages through events, whatever is written meanwhile', async () => {
      await add('pages');
      for (let revision = 1; revision < 5; revision += 1) await update('pages', revision);
      const newest = await store.events('pages', 2);
      await update('pages', 5);
      await add('beside');
      const next = await store.events('pages', 2, newest.at(-1)?.sequence);
      const last = await store.events('pages', 2, next.at(-1)?.sequence);
      expect(last.map(({ action }) => action)).toEqual(['CONFIGURED']);
      const sequences = [...newest, ...next, ...last].map(({ sequence }) => sequence);
      expect(new Set(sequences).size).toBe(5);
      expect(sequences).toEqual(sequences.toSorted((a, b) => b - a));
      expect(await store.events('pages', 2, last.at(-1)?.sequence)).toEqual([]);
    });

    it('writes an event without a change, also for a tenant that has nothing', async () => {
      await store.addEvent('empty', eventOf({ action: 'REFUSED', actor: null, detail: 'No.' }));
      expect(await store.events('empty', 10)).toMatchObject([
        { action: 'REFUSED', actor: null, detail: 'No.' },
      ]);
      expect(await store.read('empty')).toEqual({ kind: 'none' });
    });

    it('keeps the latest events of a tenant, and never gives up a change for a refused attempt', async () => {
      const bounded = await database.open({ all: 5, refused: 2 });
      const actions = async () => (await bounded.events('full', 100)).map(({ detail }) => detail);
      const write = (action: 'REFUSED' | 'UPDATED', detail: string) =>
        bounded.addEvent('full', eventOf({ action, detail }));
      await bounded.addEvent('other', eventOf({ detail: 'of another tenant' }));
      for (const detail of ['a', 'b']) await write('UPDATED', detail);
      for (const detail of ['1', '2', '3', '4', '5', '6']) await write('REFUSED', detail);
      expect(await actions()).toEqual(['6', '5', 'b', 'a']);
      for (const detail of ['c', 'd', 'e']) await write('UPDATED', detail);
      expect(await actions()).toEqual(['e', 'd', 'c', '6', '5']);
      expect(await bounded.events('other', 100)).toMatchObject([{ detail: 'of another tenant' }]);
      await bounded.close();
    });

    it('writes health beside the record: last one wins, no new revision', async () => {
      await add('health');
      const owner = { tenant: 'health', integrationId: 'id-health', revision: 1 };
      await store.writeHealth(owner, healthy);
      await store.writeHealth(owner, rejected);
      expect(await store.readHealth('health', 'id-health')).toEqual(rejected);
      expect(await store.read('health')).toMatchObject({ integration: { revision: 1 } });
    });

    it('drops health that was met with another revision or another integration', async () => {
      await add('late');
      await update('late', 1);
      await store.writeHealth({ tenant: 'late', integrationId: 'id-late', revision: 1 }, rejected);
      await store.writeHealth({ tenant: 'late', integrationId: 'other', revision: 2 }, rejected);
      await store.writeHealth({ tenant: 'late-nobody', integrationId: 'x', revision: 1 }, rejected);
      expect(await store.readHealth('late', 'id-late')).toBeNull();
    });

    it('puts new health in place together with a verified change, and keeps it with any other', async () => {
      await add('reset');
      const owner = { tenant: 'reset', integrationId: 'id-reset', revision: 1 };
      await store.writeHealth(owner, rejected);
      await update('reset', 1);
      expect(await store.readHealth('reset', 'id-reset')).toEqual(rejected);
      const draft = draftOf({ tenant: 'reset', id: 'id-reset' });
      await store.replace(draft, { expectedRevision: 2, event: eventOf(), health: healthy });
      expect(await store.readHealth('reset', 'id-reset')).toEqual(healthy);
    });

    it('reseals the same revision only, without an event', async () => {
      await add('seal');
      const draft = draftOf({ tenant: 'seal', id: 'id-seal', serviceToken: sealed('anew') });
      expect(await store.reseal({ ...draft, revision: 1 })).toBe('ok');
      expect(await store.read('seal')).toMatchObject({
        integration: { revision: 1, serviceToken: sealed('anew') },
      });
      expect(await store.reseal({ ...draft, revision: 7 })).toBe('conflict');
      expect((await store.events('seal', 10)).length).toBe(1);
    });

    itKeepsPurges({ store: () => store, open: () => database.open(), add });

    it('keeps everything over a restart', async () => {
      await add('durable');
      const again = await database.open();
      await again.ping();
      expect(await again.read('durable')).toMatchObject({ kind: 'found', integration: { revision: 1 } });
      await again.close();
    });

    it('fails on an unreadable record instead of calling it "none", and can still remove it', async () => {
      await add('broken');
      await database.corrupt('broken');
      await expect(store.read('broken')).rejects.toThrow(StoreError);
      await expect(store.readById('id-broken')).rejects.toThrow(
        'The integration store failed to read an integration.',
      );
      expect(await remove('broken')).toMatchObject({ kind: 'removed' });
    });

    it('fails on every method once it is closed', async () => {
      const closed = await database.open();
      await closed.close();
      await expect(closed.read('acme')).rejects.toThrow(StoreError);
      await expect(closed.ping()).rejects.toThrow(StoreError);
      await expect(closed.events('acme', 1)).rejects.toThrow(StoreError);
    });

    it('refuses a schema that a newer version has written', async () => {
      await database.ageIntoTheFuture();
      await expect(database.open()).rejects.toThrow(
        'The integration store has schema version 99; this version knows up to 3. Start the version that wrote it, or restore a backup.',
      );
    });
  });
}
