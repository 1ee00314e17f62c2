import { describe, expect, it } from 'vitest';
import { account, type DbtCall, environment, KNOWN, type Reply, startDbt } from './dbt-server.ts';
import { ASKED_THRICE, CHECK_ADMIN, createVerifying, HOST, TRY_AGAIN } from './verify.ts';

const ROWS = [environment(834, 5), environment(835, 5)];
const BROKEN: Reply = { status: 502, body: '' };

/** dbt whose answer to each different question is `BROKEN` the first time it is asked. */
function startFlapping(broken: Reply = BROKEN) {
  const asked = new Set<string>();
  const flap = (question: string, answer: () => Reply): Reply => {
    if (asked.has(question)) return answer();
    asked.add(question);
    return broken;
  };
  const list = account(ROWS);
  return startDbt({
    admin: (path) => flap(path, () => list(path)),
    discovery: (id, query) => flap(`${id} ${query}`, () => KNOWN),
  });
}

const questionOf = ({ path, body }: DbtCall) => (body === null ? path : `environment ${body.variables.id}`);

describe.each<[string, Reply]>([
  ['a 502', BROKEN],
  ['a cut connection', 'cut'],
])('%s in each of its calls goes unseen', (_what, broken) => {
  it.each([
    ['listing', null],
    ['with environments that were typed', ['834', '835']],
  ])('%s', async (_how, environmentIds) => {
    const dbt = await startFlapping(broken);
    const { verify, waits } = createVerifying({ allowed: [dbt.origin] });
    expect(await verify({ apiHost: dbt.origin, environmentIds })).toMatchObject({
      ok: true,
      environments: [
        { id: '834', projectName: 'project_5', adapterType: 'snowflake' },
        { id: '835', projectName: 'project_5', adapterType: 'snowflake' },
      ],
    });
    const questions = dbt.calls.map(questionOf);
    // Accounts, projects, environments; and each of the two environments.
    expect(new Set(questions).size).toBe(5);
    for (const question of new Set(questions))
      expect(questions.filter((asked) => asked === question)).toHaveLength(2);
    expect(waits).toEqual([200, 200, 200, 200, 200]);
  });
});

describe('the Admin API', () => {
  it('that fails three times is told as one that fails for now', async () => {
    const dbt = await startDbt({ admin: () => ({ status: 503, body: '' }) });
    const { verify, waits } = createVerifying({ allowed: [dbt.origin] });
    expect(await verify({ apiHost: dbt.origin })).toEqual({
      ok: false,
      errors: [
        {
          code: 'HOST_UNREACHABLE',
          field: HOST,
          message: `${new URL(dbt.origin).host} failed to answer (503). ${ASKED_THRICE} ${TRY_AGAIN}`,
        },
      ],
    });
    expect(dbt.calls).toHaveLength(3);
    expect(waits).toEqual([200, 600]);
  });

  it('that is none is not asked again, and the admin is sent to look for the host', async () => {
    const dbt = await startDbt({ admin: () => ({ status: 200, body: '<html>' }) });
    const { verify } = createVerifying({ allowed: [dbt.origin] });
    const { errors } = (await verify({ apiHost: dbt.origin })) as { errors: readonly { message: string }[] };
    expect(errors[0]?.message).toMatch(/web page .* Check the API host/);
    expect(errors[0]?.message.endsWith(CHECK_ADMIN)).toBe(true);
    expect(dbt.calls).toHaveLength(1);
  });
});

it('fifty environments are asked for six at a time, after the first, each once', async () => {
  let atOnce = 0;
  let most = 0;
  const dbt = await startDbt({
    discovery: () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setImmediate(() => {
        atOnce -= 1;
      });
      return KNOWN;
    },
  });
  const environmentIds = Array.from({ length: 50 }, (_, index) => `${index + 1}`);
  const { verify } = createVerifying({ allowed: [dbt.origin] });
  expect(await verify({ apiHost: dbt.origin, environmentIds })).toMatchObject({ ok: true });
  expect(dbt.calls.filter(({ body }) => body !== null)).toHaveLength(50);
  expect(most).toBeLessThanOrEqual(6);
});

it('no try begins that could not end before the deadline', async () => {
  const dbt = await startDbt({ discovery: () => BROKEN });
  const { verify, waits } = createVerifying({ allowed: [dbt.origin], deadlineMs: 449 });
  expect(await verify({ apiHost: dbt.origin, environmentIds: ['834'] })).toMatchObject({
    errors: [{ message: `${new URL(dbt.origin).host} failed to answer (502). ${TRY_AGAIN}` }],
  });
  expect([dbt.calls.length, waits]).toEqual([1, []]);
});
