import type { Locator } from 'playwright-core';

/** What a screen reader says of a field besides its label: the hint, and what is wrong with the value. */
export function descriptionOf(field: Locator): Promise<string> {
  return field.evaluate((control) => {
    const ids: string[] = control.getAttribute('aria-describedby')?.split(' ') ?? [];
    return ids.map((id) => control.ownerDocument.getElementById(id)?.textContent).join(' ');
  });
}
