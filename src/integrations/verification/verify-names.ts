import type { AdminCall, AdminClient, AdminEnvironment } from '../../dbt/admin-client.ts';

/** How long a verification that is otherwise done waits for names, which it can do without. */
const NAMES_TIMEOUT_MS = 3000;

/** The production environments the token can list, by project name, then id. */
export async function listProductionEnvironments(
  admin: AdminClient,
  call: AdminCall,
): Promise<
  | { readonly ok: true; readonly environments: ReadonlyMap<string, AdminEnvironment> }
  | { readonly ok: false; readonly error: unknown }
> {
  try {
    const listed = await admin.listEnvironments(call);
    const production = listed
      .filter(({ deploymentType }) => deploymentType === 'production')
      .toSorted(byProjectThenId);
    return { ok: true, environments: byId(production) };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Names of all environments, as far as the token may list them: none where it may not, or the Admin API does not answer. */
export async function nameEnvironments(
  admin: AdminClient,
  call: AdminCall,
  nowMs: number,
): Promise<ReadonlyMap<string, AdminEnvironment>> {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(NAMES_TIMEOUT_MS)]);
  const deadlineAtMs = Math.min(call.deadlineAtMs, nowMs + NAMES_TIMEOUT_MS);
  try {
    return byId(await admin.listEnvironments({ ...call, signal, deadlineAtMs }));
  } catch {
    return new Map();
  }
}

function byId(environments: readonly AdminEnvironment[]): ReadonlyMap<string, AdminEnvironment> {
  return new Map(environments.map((environment) => [environment.id, environment]));
}

/** Ids are numbers written as text; the shorter one is the smaller. */
function byProjectThenId(a: AdminEnvironment, b: AdminEnvironment): number {
  return (
    compare(a.projectName ?? '', b.projectName ?? '') || a.id.length - b.id.length || compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
