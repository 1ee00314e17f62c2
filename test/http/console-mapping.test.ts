import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConsoleConfig } from '../../console/src/config.ts';
import { toRepresentation } from '../../console/src/representation.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { OWNER_CASES, withExcerpt } from '../mapping/owners.ts';
import { startStack } from '../support/start-stack.ts';

const CUSTOMERS = { database: 'warehouse', schema: 'marts', name: 'customers' };
/** Their entities hold more than the names of a relation, or one text of them all. */
const CANNOT_BE_WRITTEN = new Set([
  'promises nothing to be there, with scalars of its own',
  'has all names in one text',
]);

test.each(OWNER_CASES)('the page asks for tables by the names of an owner that $name', async (owner) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'mapping.yaml');
  writeFileSync(path, withExcerpt(owner));
  await using stack = await startStack({ connect: false, env: { CONSOLE: 'true', ENTITY_MAPPING: path } });
  const { representation, typePrefix }: ConsoleConfig = await (
    await fetch(`${stack.url}/console/config.json`)
  ).json();

  const connected = await stack.query(
    `mutation ($input: ${typePrefix}DbtIntegrationInput!) { configureDbtIntegration(input: $input) { userErrors { message } } }`,
    { input: { apiHost: new URL(stack.discovery.url).origin, serviceToken: stack.serviceToken } },
  );
  expect(connected.body.data.configureDbtIntegration.userErrors).toEqual([]);
  if (CANNOT_BE_WRITTEN.has(owner.name)) {
    expect(representation).toBeNull();
    return;
  }
  if (representation === null) throw new Error('The relation could be written as an entity.');
  const { body } = await stack.query(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on ${representation.typeName} { dbt: ${representation.dbtField} { match { status } node { name } } } } }`,
    { representations: [toRepresentation(representation, CUSTOMERS)] },
  );
  expect(body).toEqual({
    data: { _entities: [{ dbt: { match: { status: 'EXACT' }, node: { name: 'customers' } } }] },
  });
});
