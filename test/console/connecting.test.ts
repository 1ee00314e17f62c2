import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../console/src/integration.ts';
import type { Integration } from '../../console/src/pages/connect/connect-data.ts';
import {
  type Choice,
  chosen,
  idsOf,
  moved,
  toggled,
  withFound,
  withId,
} from '../../console/src/pages/connect/environment-choice.ts';
import { placeErrors } from '../../console/src/pages/connect/user-errors.ts';
import { whatChanged } from '../../console/src/pages/connect/what-changed.ts';

const environment = (id: string, name: string | null = `named ${id}`): Environment => ({
  id,
  name,
  projectName: null,
});
const idOf = ({ environment: { id } }: Choice) => id;

const choices = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) => fc.boolean().map((isChosen) => ({ environment: environment(`${id}`), isChosen }))),
    ),
  );

describe('the choice of environments', () => {
  it('loses none and none is twice, wherever one is moved to', () => {
    fc.assert(
      fc.property(
        choices,
        fc.integer({ min: -2, max: 10 }),
        fc.integer({ min: -2, max: 10 }),
        (before, from, to) => {
          const after = moved(before, from, to);
          expect(after.map(idOf).sort()).toEqual(before.map(idOf).sort());
          const one = before[from];
          if (one !== undefined) {
            expect(after.indexOf(one)).toBe(Math.max(0, Math.min(before.length - 1, to)));
            expect(after.filter((choice) => choice !== one)).toEqual(
              before.filter((choice) => choice !== one),
            );
          }
        },
      ),
    );
  });

  it('keeps its order and what was chosen when a test finds more, and names what had no name', () => {
    const before: readonly Choice[] = [
      { environment: environment('2', null), isChosen: true },
      { environment: environment('1'), isChosen: false },
    ];
    expect(withFound(before, [environment('1'), environment('2'), environment('3')])).toEqual([
      { environment: environment('2'), isChosen: true },
      { environment: environment('1'), isChosen: false },
      { environment: environment('3'), isChosen: false },
    ]);
  });

  it('is everything that a first test finds, as saving without a choice would be', () => {
    const found = [environment('9'), environment('8')];
    expect(withFound([], found)).toEqual(chosen(found));
    expect(idsOf(withFound([], found))).toEqual(['9', '8']);
  });

  it('takes an id once, blanks around it or not, and nothing that is none', () => {
    const one = withId([], ' 834 ') ?? [];
    expect(idsOf(one)).toEqual(['834']);
    for (const text of ['834', '', 'abc', '8 34', '-1', '<b>1</b>', '1'.repeat(10_000)]) {
      expect(withId(one, text), text.slice(0, 20)).toBeNull();
    }
  });

  it('leaves one out and takes it in again at its place', () => {
    const all = chosen([environment('1'), environment('2')]);
    expect(idsOf(toggled(all, '1'))).toEqual(['2']);
    expect(idsOf(toggled(toggled(all, '1'), '1'))).toEqual(['1', '2']);
  });
});

describe('user errors', () => {
  const error = (code: string, field: readonly string[] | null, message: string) => ({
    code,
    field,
    message,
  });

  it('stand beside their field, and with the form where it has no such field', () => {
    const placed = placeErrors(
      [
        error('HOST_NOT_ALLOWED', ['input', 'apiHost'], 'Not this host.'),
        error('INVALID_INPUT', ['input', 'environmentIds', '1'], 'No id.'),
        error('INVALID_INPUT', ['input', 'environmentIds'], 'Too many.'),
        error('RATE_LIMITED', null, 'Later.'),
        error('TOKEN_REQUIRED', ['input', 'serviceToken'], 'A token.'),
      ],
      ['apiHost', 'environmentIds'],
    );
    expect(placed).toEqual({
      byField: { apiHost: 'Not this host.', environmentIds: 'No id. Too many.' },
      others: ['Later.', 'A token.'],
      isConflict: false,
    });
  });

  it('tell of another admin apart: there is no field to mend', () => {
    const conflict = error('REVISION_CONFLICT', ['input', 'expectedRevision'], 'Someone else.');
    expect(placeErrors([conflict], ['apiHost'])).toEqual({ byField: {}, others: [], isConflict: true });
  });
});

describe('what another admin has changed', () => {
  const before: Integration = {
    id: 'a',
    revision: 3,
    apiHost: 'one.us1.dbt.com',
    discoveryUrl: 'https://one.metadata.us1.dbt.com/graphql',
    updatedAt: '2026-11-27T00:00:00Z',
    webhookUrl: null,
    webhookSecretSet: false,
    serviceToken: { preview: '••••aaaa', setAt: '2026-11-27T00:00:00Z', setBy: 'ada' },
    environments: [environment('1'), environment('2')],
  };

  it('is said a sentence each', () => {
    const now: Integration = {
      ...before,
      apiHost: 'two.us1.dbt.com',
      webhookSecretSet: true,
      serviceToken: { preview: '••••bbbb', setAt: '2026-11-27T00:01:00Z', setBy: 'ben' },
      environments: [environment('2'), environment('1')],
    };
    expect(whatChanged(before, now)).toEqual([
      'The host was one.us1.dbt.com and is two.us1.dbt.com.',
      'There is a new service token: ••••bbbb.',
      'The environments are named 2, then named 1; they were named 1, then named 2.',
      'A webhook secret is set.',
    ]);
    expect(whatChanged(before, { ...before, revision: 4 })).toEqual([]);
  });

  it('may be that the connection is gone, or there', () => {
    expect(whatChanged(before, null)).toEqual(['The connection was removed.']);
    expect(whatChanged(null, before)).toEqual(['dbt is connected to one.us1.dbt.com.']);
    expect(whatChanged({ ...before, id: 'b' }, before)).toEqual(['dbt is connected to one.us1.dbt.com.']);
  });
});
