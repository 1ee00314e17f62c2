import { bearerOf, isSameSecret } from '../../http/auth.ts';
import { PushRefusal } from './refusal.ts';

/** A secret that may push, to one environment or to all of them. */
export interface PushToken {
  readonly token: string;
  /** Null for all environments. */
  readonly environmentId: number | null;
}

/**
 * Reads `--push-token` values: `TOKEN` for all environments, `834=TOKEN` for one. A problem says what is wrong with a
 * value and never repeats it.
 */
export function parsePushTokens(
  values: readonly string[],
  readingTokens: readonly string[],
): { tokens: PushToken[]; problems: string[] } {
  const tokens = values.map(parsePushToken);
  const problems: string[] = [];
  if (tokens.some(({ token }) => !/^\S+$/.test(token))) {
    problems.push('--push-token (or DISCOVERY_PUSH_TOKEN) must not be empty or hold blanks');
  }
  if (tokens.some(({ token }) => readingTokens.includes(token))) {
    problems.push(
      '--push-token must differ from --token: whoever reads facts must not be able to change them',
    );
  }
  return { tokens, problems };
}

function parsePushToken(value: string): PushToken {
  const [, id, token] = /^(\d{1,15})=(.+)$/s.exec(value) ?? [];
  if (id === undefined || token === undefined) return { token: value, environmentId: null };
  return { token, environmentId: Number(id) };
}

/** Throws the refusal of a header that may not push to this environment. */
export function checkPushToken(
  header: string | undefined,
  tokens: readonly PushToken[],
  environmentId: number,
): void {
  const given = bearerOf(header);
  // Every token is compared, so that the time of an answer tells nothing of which one came near.
  const known = given === null ? [] : tokens.filter(({ token }) => isSameSecret(token, given));
  if (known.length === 0) {
    throw new PushRefusal(
      401,
      'A push token is needed: send it as "Authorization: Bearer …"; the token that reads is not one.',
      { 'www-authenticate': 'Bearer' },
    );
  }
  if (!known.some((token) => token.environmentId === null || token.environmentId === environmentId)) {
    throw new PushRefusal(403, `This push token is of another environment than ${environmentId}.`);
  }
}
