import type { z } from 'zod';
import { AccessDeniedError } from './access-denied.ts';
import { accountRow, environmentRow, pageOf, projectRow } from './admin-responses.ts';
import { DbtError } from './errors.ts';
import type { DbtHttp } from './http.ts';
import { parseJsonBody, toStatusFailure } from './http-failure.ts';
import type { CallDeadline, Retries } from './retries.ts';
import { type TimeRequest, UNTIMED } from './timed-request.ts';

export interface AdminCall extends CallDeadline {
  /** Origin of the Admin API. */
  readonly adminUrl: string;
  readonly serviceToken: string;
}

export interface AdminEnvironment {
  readonly id: string;
  readonly name: string | null;
  readonly projectId: string | null;
  readonly projectName: string | null;
  /** Null where the API is no account's: it serves dbt Core. */
  readonly accountId: string | null;
  /** `production`, `staging`, or null for a general deployment. */
  readonly deploymentType: string | null;
  /** Where the dbt docs of a dbt Core project are served. */
  readonly docsUrl: string | null;
}

export interface AdminClient {
  /**
   * Every active environment of every account and project that the token can list, in dbt's order. Rejects with a
   * DbtError; with an AccessDeniedError about `permission` or `address` where the token may not list.
   */
  listEnvironments(call: AdminCall): Promise<readonly AdminEnvironment[]>;
}

type Row<Schema extends z.ZodType> = z.output<Schema>;
type EnvironmentRow = Row<typeof environmentRow>;
type ProjectRow = Row<typeof projectRow>;

type AdminOperation = 'accounts' | 'projects' | 'environments';

/** The largest page that dbt gives. */
const PAGE_SIZE = 100;
/** Far over any account; a list that goes on after it is taken for one that never ends. */
const MAX_PAGES = 100;
const ACTIVE = 1;

export interface AdminClientOptions {
  readonly http: DbtHttp;
  /** The Admin API has a rate limit of its own, so its calls are neither in Discovery's budget nor behind its circuit. */
  readonly retries: Retries;
  readonly time?: TimeRequest;
  readonly now?: () => number;
}

export function createAdminClient(options: AdminClientOptions): AdminClient {
  const { http, retries, time = UNTIMED, now = Date.now } = options;

  async function fetchPage<Schema extends z.ZodType>(
    call: AdminCall,
    path: string,
    schema: Schema,
    offset: number,
  ) {
    const url = `${call.adminUrl}/api/v3/accounts/${path}?limit=${PAGE_SIZE}&offset=${offset}`;
    const response = await http({ method: 'GET', url, serviceToken: call.serviceToken, signal: call.signal });
    const { host } = new URL(url);
    const failure = toStatusFailure(response, host, now());
    // A 403 that is not about the address is about this one list: the token may be good for others.
    if (failure instanceof AccessDeniedError && failure.subject === 'token' && failure.status === 403) {
      throw new AccessDeniedError('permission', host, { status: 403 });
    }
    if (failure !== null) throw failure;
    const json = parseJsonBody(response, host);
    if (!json.ok) throw json.error;
    // What a token may not see does not exist for it.
    if (response.status === 404) throw new AccessDeniedError('permission', host, { status: 404 });
    const page = pageOf(schema).safeParse(json.value);
    if (response.status !== 200 || !page.success) {
      const message = `${host} answered (${response.status}) with something that is no list of dbt's Admin API.`;
      throw new DbtError('DBT_RESPONSE_INVALID', message, { status: response.status });
    }
    return { rows: page.data.data, total: page.data.extra?.pagination?.total_count ?? null };
  }

  async function fetchAll<Schema extends z.ZodType<{ readonly id: string }>>(
    call: AdminCall,
    operation: AdminOperation,
    path: string,
    schema: Schema,
  ): Promise<readonly Row<Schema>[]> {
    const rows = new Map<string, Row<Schema>>();
    let offset = 0;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { rows: next, total } = await retries(call, () =>
        time({ api: 'admin', operation }, call.signal, () => fetchPage(call, path, schema, offset)),
      );
      const known = rows.size;
      for (const row of next) rows.set(row.id, row);
      offset += next.length;
      const isLast = total === null ? next.length < PAGE_SIZE : offset >= total || next.length === 0;
      if (isLast) return [...rows.values()];
      if (rows.size === known) break;
    }
    const { host } = new URL(call.adminUrl);
    throw new DbtError('DBT_RESPONSE_INVALID', `${host} gave a list that does not end.`);
  }

  /** Project by project where the account as a whole is out of the token's reach. */
  async function fetchEnvironments(
    call: AdminCall,
    accountId: string,
    projects: readonly ProjectRow[] | AccessDeniedError,
  ): Promise<readonly EnvironmentRow[]> {
    try {
      return await fetchAll(call, 'environments', `${accountId}/environments/`, environmentRow);
    } catch (error) {
      if (!isDenied(error)) throw error;
      if (projects instanceof AccessDeniedError) throw projects;
      const lists: (readonly EnvironmentRow[])[] = [];
      for (const project of projects) {
        const path = `${accountId}/projects/${project.id}/environments/`;
        lists.push(await fetchAll(call, 'environments', path, environmentRow));
      }
      return lists.flat();
    }
  }

  return {
    async listEnvironments(call) {
      const accounts = await fetchAll(call, 'accounts', '', accountRow);
      const lists: (readonly AdminEnvironment[])[] = [];
      for (const account of accounts) {
        const projects = await fetchAll(call, 'projects', `${account.id}/projects/`, projectRow).catch(
          (error: unknown) => {
            if (isDenied(error)) return error;
            throw error;
          },
        );
        const environments = await fetchEnvironments(call, account.id, projects);
        lists.push(
          toEnvironments(account.id, environments, projects instanceof AccessDeniedError ? [] : projects),
        );
      }
      if (accounts.length === 0) throw new AccessDeniedError('permission', new URL(call.adminUrl).host);
      return lists.flat();
    },
  };
}

function toEnvironments(
  accountId: string,
  rows: readonly EnvironmentRow[],
  projects: readonly ProjectRow[],
): readonly AdminEnvironment[] {
  const projectNames = new Map(projects.map(({ id, name }) => [id, name ?? null]));
  return rows
    .filter((row) => (row.state ?? ACTIVE) === ACTIVE)
    .map((row) => ({
      id: row.id,
      name: row.name ?? null,
      projectId: row.project_id ?? null,
      projectName: projectNames.get(row.project_id ?? '') ?? null,
      accountId: row.docs_url === undefined ? accountId : null,
      deploymentType: row.deployment_type ?? null,
      docsUrl: toDocsUrl(row.docs_url),
    }));
}

const MAX_URL_LENGTH = 2_048;

/** An address that is shown to whoever reads the facts: by http or https, without a name and a password. Null for anything else. */
function toDocsUrl(typed: unknown): string | null {
  if (typeof typed !== 'string' || typed.length > MAX_URL_LENGTH) return null;
  const url = URL.parse(typed);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return null;
  url.hash = '';
  return url.href;
}

/** Of one list; a token that is refused altogether is refused everywhere. */
function isDenied(error: unknown): error is AccessDeniedError {
  return error instanceof AccessDeniedError && error.subject !== 'token';
}
