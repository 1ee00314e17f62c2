import type { ResourceType } from './node.ts';

/** Where a browser finds the nodes and runs of an environment: in dbt platform, or in the dbt docs of a dbt Core project. */
export type EnvironmentPages =
  | {
      readonly kind: 'platform';
      /** In dbt Catalog; null for an environment that Catalog does not show. */
      readonly detailsUrl: string | null;
      readonly runsUrl: string;
    }
  | { readonly kind: 'docs'; readonly docsUrl: string };

/** What is known of an environment's place; null where it is not. */
export interface EnvironmentPlace {
  /** The origin that the account is reached at. */
  readonly adminUrl: string;
  readonly accountId: string | null;
  readonly projectId: string | null;
  readonly deploymentType: string | null;
  readonly docsUrl: string | null;
}

/** The environments that dbt Catalog has: its addresses name them by this word. */
const SHOWN_DEPLOYMENTS: ReadonlySet<string | null> = new Set(['production', 'staging']);

/** Null where account or project are not known. dbt platform is reached by https alone: what answers elsewhere is no account's page. */
export function toEnvironmentPages(place: EnvironmentPlace): EnvironmentPages | null {
  const { adminUrl, accountId, projectId, deploymentType, docsUrl } = place;
  if (docsUrl !== null) return { kind: 'docs', docsUrl };
  if (accountId === null || projectId === null || !adminUrl.startsWith('https://')) return null;
  const project = `${encodeURIComponent(accountId)}/projects/${encodeURIComponent(projectId)}`;
  return {
    kind: 'platform',
    detailsUrl: SHOWN_DEPLOYMENTS.has(deploymentType)
      ? `${adminUrl}/explore/${project}/environments/${deploymentType}/details/`
      : null,
    runsUrl: `${adminUrl}/deploy/${project}/runs/`,
  };
}

export function toNodeUrl(
  pages: EnvironmentPages | null,
  { resourceType, uniqueId }: { readonly resourceType: ResourceType; readonly uniqueId: string },
): string | null {
  if (pages === null) return null;
  const id = encodeURIComponent(uniqueId);
  if (pages.kind === 'docs') return `${pages.docsUrl}#!/${resourceType.toLowerCase()}/${id}`;
  return pages.detailsUrl === null ? null : pages.detailsUrl + id;
}

/** dbt docs know no runs. */
export function toRunUrl(pages: EnvironmentPages | null, runId: string | null): string | null {
  if (pages?.kind !== 'platform' || runId === null) return null;
  return pages.runsUrl + encodeURIComponent(runId);
}
