import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerFederated } from './check-package/answer.ts';
import { checkFiles } from './check-package/files.ts';
import { type Consumer, install } from './check-package/install.ts';
import { runCommand } from './check-package/run-command.ts';

/**
 * Packs the project, and uses the package as a stranger would: in an empty folder, on the oldest Node that it is for and on this one.
 * What comes from the registry is skipped, with a line that says so, where the registry cannot be reached.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PUBLINT = 'publint@0.3.25';
const ATTW = '@arethetypeswrong/cli@0.18.5';

using folder = mkdtempDisposableSync(join(tmpdir(), 'package-'));
const packed = JSON.parse(
  await runCommand('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder.path], ROOT),
);
const [{ filename, files, size }] = packed;
const archive = join(folder.path, filename);
checkFiles(files.map(({ path }: { readonly path: string }) => path));
say(`${filename}: ${files.length} files, ${Math.round(size / 1024)} kB, and none that does not belong there`);

if (await isRegistryReachable()) {
  await runCommand('npx', ['--yes', PUBLINT, archive], folder.path);
  say(`${PUBLINT} finds nothing`);
  // A package of modules alone: `require` of Node 22 loads it, and older resolutions are not for it.
  await runCommand('npx', ['--yes', ATTW, archive, '--profile', 'esm-only'], folder.path);
  say(`${ATTW} finds nothing`);
  const consumer = await install(archive, join(folder.path, 'consumer'));
  await consumer.checkTypes();
  say('a program that uses the library passes the compiler, the types of its dependencies checked too');
  for (const node of consumer.nodes) await checkOn(node, consumer);
} else {
  say('SKIPPED: publint, attw and the installation, for the registry of npm cannot be reached');
}

async function checkOn(node: string, consumer: Consumer): Promise<void> {
  const version = (await runCommand(node, ['--version'], folder.path)).trim();
  const answer = await answerFederated(node, consumer);
  say(`on Node ${version}: installed, started, connected, and asked through a gateway\n  ${answer}`);
}

async function isRegistryReachable(): Promise<boolean> {
  return runCommand('npm', ['view', PUBLINT, 'version', '--fetch-retries=0'], folder.path).then(
    () => true,
    () => false,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
