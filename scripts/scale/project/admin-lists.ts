const ACCOUNT_ID = 71;
const PROJECT_ID = 5;

/** dbt's Admin API as far as an integration is verified with it: one account, one project, its environments. Null for other paths. */
export function adminList(url: URL, environmentIds: readonly number[]): unknown {
  const path = /^\/api\/v3\/accounts\/(.*)$/.exec(url.pathname)?.[1];
  const rows = path === undefined ? null : rowsOf(path, environmentIds);
  if (rows === null) return null;
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Math.min(100, Number(url.searchParams.get('limit') ?? 100));
  const data = rows.slice(offset, offset + limit);
  return {
    status: { code: 200, is_success: true, user_message: 'Success!', developer_message: '' },
    data,
    extra: { pagination: { count: data.length, total_count: rows.length } },
  };
}

function rowsOf(path: string, environmentIds: readonly number[]): readonly unknown[] | null {
  switch (path) {
    case '':
      return [{ id: ACCOUNT_ID, name: 'Large' }];
    case `${ACCOUNT_ID}/projects/`:
      return [{ id: PROJECT_ID, account_id: ACCOUNT_ID, name: 'large', state: 1 }];
    case `${ACCOUNT_ID}/environments/`:
    case `${ACCOUNT_ID}/projects/${PROJECT_ID}/environments/`:
      return environmentIds.map((id) => ({
        id,
        account_id: ACCOUNT_ID,
        project_id: PROJECT_ID,
        name: `Environment ${id}`,
        type: 'deployment',
        deployment_type: 'production',
        state: 1,
      }));
    default:
      return null;
  }
}
