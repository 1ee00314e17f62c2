import { expect } from 'vitest';
import { TOKEN } from '../verify/verify.ts';
import { adminOf, startGraph } from './support.ts';

export const WITH_IDS = { environmentIds: ['834'] };

export type ExpectedProblem = readonly [code: string, field: readonly string[] | null, message: string];

/** Saves, and tries without saving: the same one problem each time, and nothing is stored. HOST stands for the server's. */
export async function expectProblem(
  host: string,
  input: Readonly<Record<string, unknown>>,
  [code, field, message]: ExpectedProblem,
  allowed = host,
): Promise<void> {
  const admin = adminOf(await startGraph({ DBT_ALLOWED_HOSTS: allowed }));
  const userErrors = [{ code, field, message: message.replaceAll(/\bHOST\b/g, new URL(host).host) }];
  expect(await admin.configure({ apiHost: host, serviceToken: TOKEN, ...input })).toEqual({
    integration: null,
    userErrors,
  });
  expect(await admin.verify({ apiHost: host, serviceToken: TOKEN, ...input })).toEqual({
    environments: [],
    userErrors,
  });
  expect(await admin.get()).toBeNull();
}
