import type { Stack } from '../../support/start-stack.ts';
import { NOW } from './console-stack.ts';
import { openTab, type Tab, type TabOptions } from './tab.ts';

/** Opens the page of a table of the demo's warehouse, given as `schema.name`. */
export function openTable(stack: Stack, path: string, options: TabOptions = {}): Promise<Tab> {
  const [schema = '', name = ''] = path.split('.');
  const search = new URLSearchParams({ database: 'warehouse', schema, name });
  return openTab(stack.url, `/console/table?${search}`, { now: NOW, ...options });
}
