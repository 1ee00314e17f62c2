import { expect, it } from 'vitest';
import type { IntegrationStore } from '../../src/integrations/store/store.ts';
import { draftOf, eventOf } from './builders.ts';

interface PurgesUnderTest {
  store(): IntegrationStore;
  /** Opens the same database once more. */
  open(): Promise<IntegrationStore>;
  /** Writes the tenant's first record. */
  add(tenant: string): Promise<unknown>;
}

/** What every store promises of entries that are to be deleted. Each test has a tenant of its own. */
export function itKeepsPurges({ store, open, add }: PurgesUnderTest): void {
  const purgeOf = (prefix: string, requestedAtMs = 1_000) => ({ prefix, requestedAtMs });
  /** Those of one test, each of which has a tenant of its own. */
  const pending = async (tenant: string) =>
    (await store().listPurges(1_000)).filter(({ prefix }) => prefix.startsWith(`${tenant}/`));

  it('remembers what a change leaves to be deleted, until it is removed, over a restart', async () => {
    await add('left');
    expect(await pending('left')).toEqual([]);
    const draft = draftOf({ tenant: 'left', id: 'id-left' });
    const purge = purgeOf('left/id-left/1', 1_772_366_400_123);
    await store().replace(draft, { expectedRevision: 1, event: eventOf(), purge });
    await store().remove('left', {
      expectedRevision: null,
      event: eventOf({ action: 'REMOVED' }),
      purgeOf: (id) => purgeOf(`left/${id}/`, 1_772_366_400_124),
    });
    const both = [purge, purgeOf('left/id-left/', 1_772_366_400_124)];
    expect(await pending('left')).toEqual(both);
    const again = await open();
    expect(await again.listPurges(1_000)).toEqual(expect.arrayContaining(both));
    await again.close();
    await store().removePurge(purge);
    await store().removePurge(purge);
    expect(await pending('left')).toEqual(both.slice(1));
  });

  it('remembers nothing of a change that was not made', async () => {
    await add('unmade');
    const draft = draftOf({ tenant: 'unmade', id: 'id-unmade' });
    const purge = purgeOf('unmade/id-unmade/1');
    await store().replace(draft, { expectedRevision: 7, event: eventOf(), purge });
    await store().replace(draft, { expectedRevision: null, event: eventOf(), purge });
    const removal = { event: eventOf({ action: 'REMOVED' }), purgeOf: () => purge };
    await store().remove('unmade', { ...removal, expectedRevision: 7 });
    await store().remove('unmade-nobody', { ...removal, expectedRevision: null });
    expect(await pending('unmade')).toEqual([]);
  });

  it('lists what has been pending longest first, as many as asked for', async () => {
    await add('queue');
    const draft = draftOf({ tenant: 'queue', id: 'id-queue' });
    for (const [position, requestedAtMs] of [30, 10, 20].entries()) {
      const purge = purgeOf(`queue/${requestedAtMs}/`, requestedAtMs);
      await store().replace(draft, { expectedRevision: position + 1, event: eventOf(), purge });
    }
    expect(await store().listPurges(2)).toEqual([purgeOf('queue/10/', 10), purgeOf('queue/20/', 20)]);
  });

  it('keeps what was requested anew while it was being deleted', async () => {
    await add('anew');
    const draft = draftOf({ tenant: 'anew', id: 'id-anew' });
    const [first, second] = [purgeOf('anew/', 5_000), purgeOf('anew/', 6_000)];
    await store().replace(draft, { expectedRevision: 1, event: eventOf(), purge: first });
    await store().replace(draft, { expectedRevision: 2, event: eventOf(), purge: second });
    await store().removePurge(first);
    expect(await pending('anew')).toEqual([second]);
  });
}
