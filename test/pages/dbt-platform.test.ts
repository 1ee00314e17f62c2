import { expect, test } from 'vitest';
import { startStack } from '../support/start-stack.ts';
import { readPage, rowsOf, sectionOf } from './page.ts';

const ROWS = rowsOf(sectionOf(readPage('docs/dbt-platform.md'), 'Connecting'));

test('the mutations of the page give the answers of the page, one after the other', async () => {
  await using stack = await startStack({ connect: false });
  const host = new URL(stack.discovery.url).origin;
  const said: unknown[] = [];
  for (const [mutation = ''] of ROWS) {
    const text = /^`(.*?)`/.exec(mutation)?.[1] ?? '';
    const asked = `mutation { ${text.replaceAll('http://localhost:4010', host).replaceAll('"…"', JSON.stringify(stack.serviceToken))} }`;
    // The page shows what comes when it is sent once more.
    if (mutation.endsWith('the second time')) expect((await stack.query(asked)).body.errors).toBeUndefined();
    const { body } = await stack.query(asked);
    said.push(Object.values(body.data ?? body)[0]);
  }
  expect(said.map(withoutItsOwn)).toEqual(
    ROWS.map(([, answer = '']) => withoutItsOwn(JSON.parse(answer.slice(1, -1)))),
  );
});

/** Previews show the end of a token, and how many entries are deleted depends on what was read until then. */
function withoutItsOwn(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (name, value) => {
      if (name === 'purgedEntries') return typeof value;
      return name === 'preview' ? String(value).slice(0, 4) : value;
    }),
  );
}
