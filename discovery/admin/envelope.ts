import { jsonReply, type Reply } from '../http/reply.ts';

const MESSAGES = new Map([
  [400, 'The request is not valid.'],
  [401, 'Invalid token'],
  [403, 'Forbidden: Access denied'],
  [404, 'The requested resource was not found. Please check that you have the proper permissions.'],
  [405, 'Method not allowed'],
  [429, 'Too many requests'],
]);

/** A failure in the one form that the Admin API has for all of them. */
export function adminError(status: number, data: unknown = null): Reply {
  const message = MESSAGES.get(status) ?? 'Internal server error';
  return jsonReply(status, {
    status: { code: status, is_success: false, user_message: message, developer_message: '' },
    data,
  });
}

export function adminObject(data: unknown): Reply {
  return jsonReply(200, { status: success(), data });
}

export interface AdminPage {
  all: readonly unknown[];
  limit: number;
  offset: number;
  filters: Record<string, unknown>;
}

export function adminList({ all, limit, offset, filters }: AdminPage): Reply {
  const data = all.slice(offset, offset + limit);
  return jsonReply(200, {
    status: success(),
    data,
    extra: {
      filters: { ...filters, limit, offset },
      order_by: 'id',
      pagination: { count: data.length, total_count: all.length },
    },
  });
}

function success() {
  return { code: 200, is_success: true, user_message: 'Success!', developer_message: '' };
}
