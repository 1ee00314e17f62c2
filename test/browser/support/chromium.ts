import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { PATIENT_MS } from '../../support/patience.ts';

function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH ?? '';
  if (named !== '') return named;
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin'];
  const paths = folders.flatMap((folder) =>
    ['chromium', 'chromium-browser'].map((name) => join(folder, name)),
  );
  return paths.find((path) => existsSync(path)) ?? null;
}

/** The browser of the system; Playwright's own downloads are never used. */
const CHROMIUM = findChromium();
export const HAS_CHROMIUM = CHROMIUM !== null;
const NO_CHROMIUM = 'skipped: there is no chromium on this machine, and CHROMIUM_PATH names none';

export function sayWhenSkipped(file: string): void {
  if (!HAS_CHROMIUM) process.stderr.write(`${file}: ${NO_CHROMIUM}\n`);
}

/** Ended by `close`. */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error(NO_CHROMIUM);
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    // The sandbox needs a user of its own, which root is not.
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: PATIENT_MS,
  });
}
