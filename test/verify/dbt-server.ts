import type { IncomingMessage } from 'node:http';
import { startServer } from '../hosts/loopback-server.ts';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is text. */
  readonly body: unknown;
}

/** `hang` never answers, `cut` ends the connection in the middle of one. */
export type Reply = Answer | 'hang' | 'cut';

export interface DbtCall {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly authorization: string;
  readonly body: { readonly query: string; readonly variables: { readonly id: string } } | null;
}

export interface DbtServer {
  readonly origin: string;
  readonly calls: readonly DbtCall[];
}

/** Both of dbt's APIs on one loopback host, answering as a test says. */
export async function startDbt(script: {
  readonly discovery?: (environmentId: string, query: string) => Reply;
  readonly admin?: (path: string) => Reply;
}): Promise<DbtServer> {
  const calls: DbtCall[] = [];
  const { origin } = await startServer(async (request, response) => {
    const text = await readText(request);
    const call: DbtCall = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body: text === '' ? null : JSON.parse(text),
    };
    calls.push(call);
    const reply =
      call.body === null
        ? (script.admin ?? (() => NOT_FOUND))(call.path)
        : (script.discovery ?? (() => KNOWN))(call.body.variables.id, call.body.query);
    if (reply === 'hang') return;
    if (reply === 'cut') {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      response.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  return { origin, calls };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

export const KNOWN: Answer = {
  body: { data: { environment: { dbtProjectName: 'shop', adapterType: 'snowflake' } } },
};

export const NO_DATA = errors('Error: There is no data available for this input');

export function errors(message: string, code?: string): Answer {
  return {
    body: { errors: [{ message, ...(code === undefined ? {} : { extensions: { code } }) }], data: null },
  };
}

export const NOT_FOUND: Answer = {
  status: 404,
  body: {
    status: {
      code: 404,
      is_success: false,
      user_message:
        'The requested resource was not found. Please check that you have the proper permissions.',
    },
    data: null,
  },
};

export const ADDRESS_DENIED: Answer = {
  status: 403,
  body: {
    status: {
      code: 403,
      is_success: false,
      user_message: 'Forbidden: Access denied',
      developer_message: null,
    },
    data: { account_id: 71, user_id: 9, is_service_token: true, account_access_denied: true },
  },
};

export function environment(id: number, projectId: number, more: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ id, account_id: 71, project_id: projectId, name: `Environment ${id}`, type: 'deployment' },
    ...{ deployment_type: 'production', state: 1 },
    ...more,
  };
}

/** One page of a list, cut as dbt cuts it. */
function list(path: string, rows: readonly unknown[], pageSize = 100): Answer {
  const query = new URL(path, 'http://dbt').searchParams;
  const offset = Number(query.get('offset'));
  const data = rows.slice(offset, offset + Math.min(pageSize, Number(query.get('limit'))));
  const pagination = { count: data.length, total_count: rows.length };
  return { body: { status: { code: 200, is_success: true }, data, extra: { pagination } } };
}

/** An account with these environments, whose token may list everything but what `hidden` matches. */
export function account(
  environments: readonly { readonly project_id: number }[],
  options: { readonly hidden?: RegExp; readonly pageSize?: number } = {},
): (path: string) => Answer {
  const { hidden, pageSize } = options;
  return (path) => {
    if (hidden?.test(path)) return NOT_FOUND;
    const projects = [...new Set(environments.map((row) => row.project_id))];
    const project = /\/projects\/(\d+)\/environments\//.exec(path)?.[1];
    if (project !== undefined) {
      return list(
        path,
        environments.filter((row) => String(row.project_id) === project),
        pageSize,
      );
    }
    if (path.startsWith('/api/v3/accounts/71/environments/')) return list(path, environments, pageSize);
    if (path.startsWith('/api/v3/accounts/71/projects/')) {
      return list(
        path,
        projects.map((id) => ({ id, name: `project_${id}`, state: 1 })),
        pageSize,
      );
    }
    return list(path, [{ id: 71, name: 'Shop' }]);
  };
}
