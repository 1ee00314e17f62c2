import { CONFIGURE_MUTATION } from '../../../demo/queries.ts';
import { type Stack, type StackOptions, startStack } from '../../support/start-stack.ts';

/** A day after the runs of the demo's artifacts. */
export const NOW = Date.parse('2026-11-24T09:00:00Z');

/** The subgraph with its console over a Discovery server over the demo's artifacts, a day after their runs. */
export function startConsole(options: StackOptions = {}): Promise<Stack> {
  return startStack({ now: () => NOW, ...options, env: { CONSOLE: 'true', ...options.env } });
}

/** Connects dbt without asking for a table, which coverage would count; resolves when both projects are read. */
export async function connectUnasked(stack: Stack): Promise<void> {
  const input = {
    apiHost: stack.discovery.adminUrl,
    serviceToken: stack.serviceToken,
    environmentIds: ['834', '912'],
  };
  await stack.query(CONFIGURE_MUTATION, { input });
  for (;;) {
    const { body } = await stack.query('{ dbtIntegration { environmentStates { status } } }');
    const states: readonly { readonly status: string }[] = body.data.dbtIntegration.environmentStates;
    if (states.every(({ status }) => status === 'READY')) return;
  }
}
