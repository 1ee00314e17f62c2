import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  string: 'text (in quotes where it looks like a number)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
};

/** What is wrong at a place, and what to write there. */
export function wordIssue(issue: Issue): string {
  const place = placeOf(issue.path);
  const at = place === '' ? 'the file' : `\`${place}\``;
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `\`${key}\``).join(', ')} ${issue.keys.length === 1 ? 'is no field' : 'are no fields'} of ${at}: look at the spelling, or leave it out`;
    case 'invalid_type': {
      const kind = KINDS[issue.expected] ?? issue.expected;
      return issue.input === undefined ? `${at} is missing: write ${kind}` : `${at} must be ${kind}`;
    }
    case 'invalid_value':
      return `${at} must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return `${at} must be a variable, as in \${DISCOVERY_TOKEN}, or a group of token and permission`;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? `${at} must not be empty`
        : `${at} must be ${issue.minimum} or more`;
    case 'too_big':
      return `${at} must be ${issue.maximum} or less`;
    default:
      return `${at} ${issue.message}`;
  }
}

/** `environments[1].source` */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
