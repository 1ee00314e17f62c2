import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const COMMAND = fileURLToPath(new URL('../commands/main.ts', import.meta.url));
const run = promisify(execFile);

/** Pushes a folder of artifacts as a user does after each dbt command, with `npm run push`. Answers the line that it prints. */
export async function push(options: {
  readonly environmentId: number;
  readonly to: string;
  readonly token: string;
  readonly folder: string;
}): Promise<string> {
  const { environmentId, to, token, folder } = options;
  const args = [COMMAND, 'push', '--environment', String(environmentId), '--to', to, folder];
  const env = { DISCOVERY_PUSH_TOKEN: token };
  const { stdout } = await run(process.execPath, args, { env });
  return stdout.trim();
}
