/** How sentences speak of a node: `source raw.events`, `model orders`. Ids read `<type>.<package>.<name>`. */
export function toSpokenName(uniqueId: string): string {
  const [type = '', , ...rest] = uniqueId.split('.');
  return rest.length === 0 ? uniqueId : `${type} ${rest.join('.')}`;
}

/** `a`, `a and b`, `a, b and 3 more`. `total` counts those that are not named too. */
export function listNames(names: readonly string[], total: number): string {
  const parts = total > names.length ? [...names, `${total - names.length} more`] : names;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
