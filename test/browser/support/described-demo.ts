import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stack } from '../../support/start-stack.ts';
import { startConsole } from './console-stack.ts';

const SHOP = fileURLToPath(new URL('../../../demo/warehouse/artifacts/834', import.meta.url));

/** The demo's shop, whose model `customers` has other texts: of itself, and of its column `email`. */
export async function startDescribed(texts: {
  readonly table?: string;
  readonly email?: string;
}): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'described-'));
  cpSync(SHOP, folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const customers = manifest.nodes['model.shop.customers'];
  if (texts.table !== undefined) customers.description = texts.table;
  if (texts.email !== undefined) customers.columns.email.description = texts.email;
  writeFileSync(path, JSON.stringify(manifest));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const stack = await startConsole({ environments: [{ id: 834, artifactsPath: folder }] });
    const stop = async () => {
      await stack.stop();
      await remove();
    };
    return { ...stack, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
