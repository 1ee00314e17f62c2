import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Identity, runInside, startContainer } from './image/container.ts';
import { buildImage, type Image, mount } from './image/image.ts';

/**
 * Runs the Dockerfile's own steps without a container engine, and the program of the last stage as a container would: with a read-only
 * root, without rights, as users that no file knows. `node scripts/image-steps.ts`, as root on Linux.
 */
const { values } = parseArgs({ options: { inside: { type: 'string' } } });
const CONTEXT = join(import.meta.dirname, '..');

if (values.inside === undefined) outside();
else await insideNamespace(values.inside).catch(fail);

/** Everything is mounted in a namespace of its own, and gone with it. */
function outside(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    process.stderr.write('This script mounts file systems: run it as root on Linux.\n');
    process.exitCode = 1;
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'image-steps-'));
  try {
    const self = [process.execPath, import.meta.filename, '--inside', work];
    const { status } = spawnSync('unshare', ['--mount', '--propagation', 'private', ...self], {
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function insideNamespace(work: string): Promise<void> {
  mount('-t', 'tmpfs', 'layers', work);
  const image = buildImage({
    context: CONTEXT,
    target: 'subgraph',
    work,
    buildArgs: { VERSION: 'image-steps' },
    network: networkVariables(),
    say,
  });
  say(`user ${image.user}, version ${image.labels['org.opencontainers.image.version']}`);
  say(`/app has ${megabytesOf(join(image.root, 'app'))} MB`);
  const [uid = 0, gid = 0] = image.user.split(':').map(Number);
  const data = join(image.root, 'data');
  expectThat(statSync(data).uid === uid && statSync(data).gid === gid, "/data belongs to the image's user");
  mount('-o', 'remount,ro', image.root);

  const gateway = { AUTH_MODE: 'gateway', GATEWAY_SECRET: 'a-secret-of-the-gateway' };
  const nobodyKnows = { uid: 10_001, gid: 10_001 };
  for (const identity of [{ uid, gid }, nobodyKnows]) {
    emptyVolume(data, identity);
    await tryOut(image, identity, gateway);
    const files = readdirSync(data).sort();
    expectThat(files.includes('integrations.sqlite'), `/data holds ${files.join(', ')}`);
  }
  const cluster = { ...gateway, STORE_URL: 'sqlite://:memory:', CACHE_URL: 'memory' };
  emptyVolume(data, { uid: 0, gid: 0 });
  await tryOut(image, nobodyKnows, cluster);
  expectThat(readdirSync(data).length === 0, 'nothing was written where no file is configured');
}

/** Starts, is ready, is healthy, cannot write, and ends with 0 on SIGTERM. */
async function tryOut(
  image: Image,
  identity: Identity,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  // The image listens on all addresses: here on loopback alone.
  const options = { image, identity, env: { ...env, HOST: '127.0.0.1', PORT: `${await freePort()}` } };
  const container = startContainer(options);
  const url = await container.listening();
  const { status } = await fetch(`${url}/health/ready`);
  expectThat(status === 200, `as ${identity.uid}:${identity.gid} ${url}/health/ready answers ${status}`);
  expectThat(runInside(options, image.healthCheck) === 0, 'the health check says healthy');
  expectThat(runInside(options, ['touch', '/app/written']) !== 0, 'the root cannot be written to');
  const startedMs = performance.now();
  const [code, signal] = await container.stop();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  expectThat(code === 0 && signal === null, `SIGTERM ends it with ${code} after ${seconds} s`);
  expectThat(runInside(options, image.healthCheck) !== 0, 'the health check says unhealthy');
}

/** A new volume at a folder of the read-only root. */
function emptyVolume(folder: string, { uid, gid }: Identity): void {
  mount('-t', 'tmpfs', 'volume', folder);
  chownSync(folder, uid, gid);
}

function expectThat(holds: boolean, statement: string): void {
  say(`${holds ? 'true' : 'FALSE'}: ${statement}`);
  if (!holds) process.exit(1);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What tells npm and Node where a registry is. */
function networkVariables(): Record<string, string> {
  const wanted = /^(npm_config_\w+|https?_proxy|no_proxy|node_extra_ca_certs)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      wanted.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

function megabytesOf(folder: string): string {
  return spawnSync('du', ['-sm', folder], { encoding: 'utf8' }).stdout.split('\t')[0] ?? '';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
