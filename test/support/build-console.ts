import { buildConsole } from '../../scripts/console/bundle.ts';

/** Before all tests, in one place: those of the console meet the page as its source is now. */
export async function setup(): Promise<void> {
  await buildConsole();
}
