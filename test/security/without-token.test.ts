import { expect, it } from 'vitest';
import { withoutToken } from '../../src/dbt/without-token.ts';

const TOKEN = 'dbtc_a+token/with"odd?characters>~';
const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each<readonly [string, string, string]>([
  ['as it is', `Bad ${TOKEN}, sorry: ${TOKEN}`, 'Bad ***, sorry: ***'],
  ['in an address', `GET /?t=${encodeURIComponent(TOKEN)}&u=1`, 'GET /?t=***&u=1'],
  ['in JSON', JSON.stringify({ token: TOKEN }), '{"token":"***"}'],
  ['in base64', `Got ${base64(TOKEN)} instead`, 'Got *** instead'],
  ['in base64 for addresses', `Got ${Buffer.from(TOKEN).toString('base64url')}`, 'Got ***'],
  ...['B', 'Be', 'Bearer ', 'user:'].map(
    (start) => [`in base64 after ${start}`, `Got ${base64(start + TOKEN)}.`, 'Got ***.'] as const,
  ),
  ['in base64 before more', `Got ${base64(`${TOKEN}:x`)}`, 'Got ***'],
])('%s', (_, text, expected) => {
  expect(withoutToken(text, TOKEN)).toBe(expected);
});

it.each([
  ['no token', 'Cannot query field "a_rather_long_field_name" on type "Environment".', TOKEN],
  ['an empty token', 'Nothing to hide', ''],
  ['a token too short to be known in base64', `Odd: ${base64('a word that is about abc')}`, 'abc'],
])('leaves a text alone that holds %s', (_, text, token) => {
  expect(withoutToken(text, token)).toBe(text);
});
