import { Refusal } from './refusal.ts';

/** `--environment acme_eu=834,835` as the mapping holds it; null for none. */
export function parseEnvironments(texts: readonly string[]): Record<string, string[]> | null | Refusal {
  if (texts.length === 0) return null;
  const values = new Map<string, string[]>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    const ids = text
      .slice(at + 1)
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== '');
    if (at <= 0 || ids.length === 0)
      return new Refusal(
        `--environment ${text}: write the field's value and the ids of its dbt environments, --environment acme_eu=834,835`,
      );
    values.set(text.slice(0, at).trim(), ids);
  }
  return Object.fromEntries(values);
}
