import type { ConnectedEnvironment } from './integration.ts';

/** Sentences for an admin about what was done as asked, and has a consequence that is not seen in the input. */

const MAX_NAMED = 10;

/** In which order environments stand that nobody ordered; nothing where there is one. */
export function noteOrder(environments: readonly ConnectedEnvironment[]): readonly string[] {
  if (environments.length < 2) return [];
  const named = environments.slice(0, MAX_NAMED).map(nameOf).join(', ');
  const more = environments.length > MAX_NAMED ? ` and ${environments.length - MAX_NAMED} more` : '';
  return [
    `Without environmentIds every production environment is read, by the name of its project and then by its id: ${named}${more}. Where two of them build one table, the first answers. Give environmentIds in another order to change that.`,
  ];
}

function nameOf({ id, projectName }: ConnectedEnvironment): string {
  return projectName === null ? id : `${id} (${projectName})`;
}

/** Why an integration's webhook has no address, and who can change that. */
export const NO_WEBHOOK_URL =
  'This subgraph does not know the address at which dbt reaches it, so the webhook has none. Have its operator set PUBLIC_URL, then point the webhook at webhookUrl.';
