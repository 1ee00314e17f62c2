import type { EnvironmentState } from '../state/environment-state.ts';

const ACTIVE = 1;
/** Artifacts do not know when accounts, projects and environments were made. */
const UNKNOWN_TIME = null;

/** dbt platform's words: `type` tells development from deployment, `deploymentType` the kind of deployment. */
export interface EnvironmentKind {
  type: 'development' | 'deployment';
  deploymentType: 'production' | 'staging' | null;
}

export function accountRecord(accountId: number) {
  return {
    id: accountId,
    name: `Account ${accountId}`,
    identifier: `act_${accountId}`,
    state: ACTIVE,
    plan: 'enterprise',
    static_subdomain: null,
    vanity_subdomain: null,
    created_at: UNKNOWN_TIME,
    updated_at: UNKNOWN_TIME,
  };
}

export function projectRecord({ identity }: EnvironmentState) {
  return {
    id: identity.projectId,
    account_id: identity.accountId,
    name: identity.projectName,
    state: ACTIVE,
    created_at: UNKNOWN_TIME,
    updated_at: UNKNOWN_TIME,
  };
}

export function environmentRecord(state: EnvironmentState, kind: EnvironmentKind, docsUrl: string | null) {
  const { identity } = state;
  return {
    id: identity.id,
    account_id: identity.accountId,
    project_id: identity.projectId,
    connection_id: null,
    name: identity.name,
    type: kind.type,
    deployment_type: kind.deploymentType,
    dbt_version: state.dbtVersion,
    state: ACTIVE,
    supports_docs: state.catalogGeneratedAt !== null,
    /** dbt platform has no such member: it serves its docs itself. */
    docs_url: docsUrl,
    created_at: UNKNOWN_TIME,
    updated_at: state.appliedUpdatedAt,
  };
}

export type ProjectRecord = ReturnType<typeof projectRecord>;
export type EnvironmentRecord = ReturnType<typeof environmentRecord>;
