import { expect, test } from 'vitest';
import { noteOrder } from '../../src/integrations/notes.ts';
import { environmentOf } from './service-fixture.ts';

test('a note names ten environments, and counts the others', () => {
  const ids = Array.from({ length: 12 }, (_, position) => String(position + 1));
  const [note] = noteOrder(ids.map(environmentOf));
  expect(note).toContain('then by its id: 1 (Shop), 2 (Shop), ');
  expect(note).toContain(', 10 (Shop) and 2 more. Where');
  expect(note).not.toContain('11 (');
});

test('an environment whose project has no name is named by its id', () => {
  const [note] = noteOrder([{ ...environmentOf('7'), projectName: null }, environmentOf('8')]);
  expect(note).toContain('then by its id: 7, 8 (Shop). Where');
});
