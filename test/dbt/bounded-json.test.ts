import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAdminClient } from '../../src/dbt/admin-client.ts';
import { parseBoundedJson, TooManyPartsError } from '../../src/dbt/bounded-json.ts';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import type { DbtHttp } from '../../src/dbt/http.ts';
import { createProbe } from '../../src/dbt/probe.ts';
import type { VerificationGuard } from '../../src/dbt/request-guard.ts';
import { createRetries } from '../../src/dbt/retries.ts';
import { callOf } from './fake-host.ts';

const MILLION = 1_000_000;
const UNGUARDED: VerificationGuard = { run: (_call, attempt) => attempt(), checkRoom: async () => {} };
const parse = vi.spyOn(JSON, 'parse');
afterEach(() => parse.mockClear());

const HOSTILE: readonly [string, string][] = [
  ['30 MB of [', '['.repeat(30 * MILLION)],
  ['30 MB of {"a":', '{"a":'.repeat(6 * MILLION)],
  ['ten million empty lists', `[${'[],'.repeat(10 * MILLION)}[]]`],
  ['lists in lists, closed again', `[${`${'['.repeat(1000)}${']'.repeat(1000)},`.repeat(3000)}[]]`],
  ['lists behind a text with a quote in it', `["\\"[","\\\\",${'{},'.repeat(3 * MILLION)}{}]`],
];

test.each(HOSTILE)('%s are refused without being parsed', (_what, text) => {
  expect(() => parseBoundedJson(text)).toThrow(TooManyPartsError);
  expect(parse).not.toHaveBeenCalled();
});

test.each<[string, unknown]>([
  ['three million brackets in one text', '[{'.repeat(1.5 * MILLION)],
  ['brackets behind quotes', { sql: `"${'[{'.repeat(1.5 * MILLION)}"`, path: '\\', list: [] }],
  ['a text of backslashes', ['\\'.repeat(MILLION), '[{'.repeat(1.5 * MILLION), {}]],
  ['300,000 columns', Array.from({ length: 300_000 }, (_, index) => ({ index, tags: [], meta: {} }))],
])('%s are read', (_what, value) => {
  const text = JSON.stringify(value);
  expect(parseBoundedJson(text)).toEqual(value);
});

test('what is no JSON is still a SyntaxError', () => {
  for (const text of ['', '{', '{"a":', `"${'['.repeat(3 * MILLION)}`]) {
    expect(() => parseBoundedJson(text)).toThrow(SyntaxError);
  }
});

describe.each(HOSTILE)('a host that answers with %s', (_what, text) => {
  const answering =
    (status: number): DbtHttp =>
    async () => ({ status, headers: {}, body: text });

  test('is told as such by everything that asks dbt', async () => {
    const http = answering(200);
    const call = { ...callOf(), adminUrl: 'http://dbt.example', environmentId: '1' };
    const discovery = createDiscoveryClient(http);
    for (const asked of [
      discovery.readIndexPage(call, '1', new Map([['applied.models', null]])),
      discovery.readChange(call, ['1']),
      createProbe({ http, guard: UNGUARDED }).probeEnvironment(call),
      createAdminClient({ http, retries: createRetries({ now: Date.now }) }).listEnvironments(call),
    ]) {
      await expect(asked).rejects.toMatchObject({
        code: 'DBT_RESPONSE_INVALID',
        retryable: false,
        message: expect.stringMatching(
          /^dbt\.example answered \(200\) with more than 2000000 lists and objects/,
        ),
      });
    }
    expect(parse).not.toHaveBeenCalled();
  });

  test('under a status that speaks for itself is told by the status', async () => {
    const read = (status: number) => createDiscoveryClient(answering(status)).readChange(callOf(), ['1']);
    await expect(read(403)).rejects.toMatchObject({ code: 'DBT_TOKEN_REJECTED' });
    await expect(read(503)).rejects.toMatchObject({ code: 'DBT_UNREACHABLE' });
    expect(parse).not.toHaveBeenCalled();
  });
});
