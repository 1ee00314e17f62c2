import { jsonReply, type Reply } from './reply.ts';

const ERRORS = new Map([
  [400, ['BAD_REQUEST', 'The body must be a JSON object with a query']],
  [401, ['UNAUTHENTICATED', 'Unauthorized: a valid service token is required']],
  [403, ['FORBIDDEN', 'Forbidden: this token may not read metadata']],
  [405, ['BAD_REQUEST', 'Queries are sent by POST']],
  [429, ['RATE_LIMITED', 'Too many requests']],
  [502, ['INTERNAL_SERVER_ERROR', 'Bad gateway']],
  [503, ['INTERNAL_SERVER_ERROR', 'Service unavailable']],
  [504, ['INTERNAL_SERVER_ERROR', 'Gateway timeout']],
]);

/** A refusal in the Discovery API's form. */
export function discoveryError(status: number): Reply {
  const [code, message] = ERRORS.get(status) ?? ['INTERNAL_SERVER_ERROR', 'Internal server error'];
  return jsonReply(status, { errors: [{ message, extensions: { code } }] });
}
