import { z } from 'zod';
import type { ServiceToken } from '../http/auth.ts';
import type { Reply } from '../http/reply.ts';
import type { EnvironmentState } from '../state/environment-state.ts';
import { adminError, adminList, adminObject } from './envelope.ts';
import {
  accountRecord,
  type EnvironmentKind,
  type EnvironmentRecord,
  environmentRecord,
  type ProjectRecord,
  projectRecord,
} from './records.ts';

interface AdminRequest {
  method: string;
  url: URL;
  token: ServiceToken | null;
}

export interface AdminApi {
  answer(request: AdminRequest): Reply;
}

export interface AdminApiOptions {
  listEnvironments: () => readonly ListedEnvironment[];
}

interface ListedEnvironment {
  readonly state: EnvironmentState;
  readonly kind: EnvironmentKind;
  readonly docsUrl: string | null;
}

const MAX_LIMIT = 100;

const paging = z.object({
  limit: z.coerce.number().int().min(1).default(MAX_LIMIT),
  offset: z.coerce.number().int().min(0).default(0),
});

/** The account, project and environment lists, under v2 and v3 alike. */
export function createAdminApi({ listEnvironments }: AdminApiOptions): AdminApi {
  return {
    answer({ method, url, token }) {
      if (token === null) return adminError(401);
      if (method !== 'GET') return adminError(405);
      const route = /^\/api\/v[23]\/accounts\/(.*?)\/?$/.exec(`${url.pathname.replace(/\/?$/, '/')}`)?.[1];
      if (route === undefined) return adminError(404);
      if (token.permission !== 'full') return refuse(route, token);
      const page = paging.safeParse(Object.fromEntries(url.searchParams));
      if (!page.success) return adminError(400);
      const environments = listEnvironments().filter(
        ({ state }) => state.identity.accountId === token.accountId,
      );
      return routed(route, token.accountId, environments, {
        search: url.searchParams,
        offset: page.data.offset,
        limit: Math.min(page.data.limit, MAX_LIMIT),
      });
    },
  };
}

interface Listing {
  search: URLSearchParams;
  limit: number;
  offset: number;
}

type ListedProject = ProjectRecord & { environments?: EnvironmentRecord[] };
type Environments = readonly ListedEnvironment[];

function routed(route: string, accountId: number, environments: Environments, listing: Listing): Reply {
  if (route === '') return adminList({ all: [accountRecord(accountId)], filters: {}, ...listing });
  const [account, area, project, nested, nestedId, ...rest] = route.split('/');
  if (account !== String(accountId) || rest.length > 0) return adminError(404);
  if (area === undefined) return adminObject(accountRecord(accountId));
  if (area === 'environments' && project === undefined)
    return environmentList(environments, accountId, listing);
  if (area === 'environments' && nested === undefined) return oneEnvironment(environments, project);
  if (area !== 'projects') return adminError(404);
  if (project === undefined) return projectList(environments, accountId, listing);
  const own = environments.filter(({ state }) => String(state.identity.projectId) === project);
  const first = own[0];
  if (first === undefined) return adminError(404);
  if (nested === undefined) return adminObject(projectRecord(first.state));
  if (nested !== 'environments') return adminError(404);
  return nestedId === undefined ? environmentList(own, accountId, listing) : oneEnvironment(own, nestedId);
}

/** A token without the permission: the list of accounts is forbidden, what lies below it is not found. */
function refuse(route: string, token: ServiceToken): Reply {
  if (route !== '') return adminError(404);
  return adminError(403, {
    account_id: token.accountId,
    is_service_token: true,
    account_access_denied: true,
  });
}

function projectList(
  environments: Environments,
  accountId: number,
  { search, limit, offset }: Listing,
): Reply {
  const projects = new Map<number, ListedProject>();
  const withEnvironments = search.get('include_related')?.includes('environments') ?? false;
  for (const { state, kind, docsUrl } of environments) {
    const project: ListedProject = projects.get(state.identity.projectId) ?? projectRecord(state);
    if (withEnvironments)
      project.environments = [...(project.environments ?? []), environmentRecord(state, kind, docsUrl)];
    projects.set(project.id, project);
  }
  const wanted = [...projects.values()].filter((project) => same(search.get('state'), project.state));
  const all = wanted.sort((a, b) => a.id - b.id);
  return adminList({ all, limit, offset, filters: { account_id: accountId } });
}

function oneEnvironment(environments: Environments, id: string | undefined): Reply {
  const found = environments.find(({ state }) => String(state.identity.id) === id);
  if (found === undefined) return adminError(404);
  return adminObject(environmentRecord(found.state, found.kind, found.docsUrl));
}

function environmentList(
  environments: Environments,
  accountId: number,
  { search, limit, offset }: Listing,
): Reply {
  const records = environments.map(({ state, kind, docsUrl }) => environmentRecord(state, kind, docsUrl));
  const deploymentTypes = search.get('deployment_type__in')?.match(/\w+/g);
  const nameContains = search.get('name__icontains')?.toLowerCase();
  const wanted = records.filter(
    (record) =>
      same(search.get('state'), record.state) &&
      same(search.get('type'), record.type) &&
      same(search.get('project_id'), record.project_id) &&
      same(search.get('deployment_type'), record.deployment_type) &&
      (!deploymentTypes || deploymentTypes.includes(record.deployment_type ?? 'null')) &&
      (nameContains === undefined || record.name.toLowerCase().includes(nameContains)),
  );
  const all = wanted.sort((a, b) => a.id - b.id);
  return adminList({ all, limit, offset, filters: { account_id: accountId } });
}

function same(wanted: string | null, value: string | number | null): boolean {
  return wanted === null || wanted === String(value);
}
