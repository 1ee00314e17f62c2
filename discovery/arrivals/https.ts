import type { ArtifactKind } from '../memory/memory.ts';
import { KINDS } from './artifact-name.ts';
import { createHarvest } from './harvest.ts';
import { readHeaderFile } from './header-file.ts';
import { request, type Validators } from './https-request.ts';
import { withoutSecrets } from './location.ts';
import type { ArtifactSource } from './source.ts';
import { unpack } from './unpack.ts';

const SILENCE_MS = 30_000;

export interface HttpsOptions {
  headerFile?: string | null;
  /** How long the server may be silent. */
  silenceMs?: number;
  log?: (line: string) => void;
}

interface Known {
  readonly name: string;
  readonly validators: Validators;
  readonly digest: string;
}

/**
 * The artifacts below an address, each plain or as `.json.gz`. A query of the address, such as a signature, goes along
 * with each request. What has not changed is not sent again where the server knows ETags or dates.
 */
export function httpsSource(base: URL, options: HttpsOptions = {}): ArtifactSource {
  const { headerFile = null, silenceMs = SILENCE_MS, log = () => {} } = options;
  const known = new Map<ArtifactKind, Known>();
  const forbidden = new Set<string>();
  const name = withoutSecrets(base);

  async function look(signal: AbortSignal) {
    const headers = headerFile === null ? new Headers() : await readHeaderFile(headerFile);
    const harvest = createHarvest();
    let found = 0;
    for (const kind of KINDS) {
      if (harvest.isFull()) break;
      const isThere = await lookAt(kind);
      if (isThere) found += 1;
    }
    if (found === 0) {
      harvest.fault(new Error(`there is neither manifest.json nor manifest.json.gz below ${name}`));
    }
    return harvest.result();

    async function lookAt(kind: ArtifactKind): Promise<boolean> {
      const before = known.get(kind) ?? null;
      const plain = `${kind}.json`;
      const first = before?.name ?? plain;
      for (const file of [first, first === plain ? `${plain}.gz` : plain]) {
        const address = addressOf(base, file);
        const origin = withoutSecrets(address);
        const validators = before?.name === file ? before.validators : null;
        const answer = await request(address, { headers, known: validators, signal, silenceMs });
        if (answer.status === 'unchanged') return true;
        if (answer.status === 'absent') continue;
        if (answer.status === 'forbidden') {
          refuse(kind, origin);
          continue;
        }
        const digest = await digestOf(answer.bytes);
        try {
          if (digest !== before?.digest) {
            harvest.add({ kind, origin, bytes: await unpack(origin, answer.bytes) });
          }
          known.set(kind, { name: file, validators: answer.validators, digest });
        } catch (error) {
          harvest.fault(error);
        }
        return true;
      }
      return false;
    }
  }

  /** Stores that list nothing to strangers say "forbidden" for what is not there. */
  function refuse(kind: ArtifactKind, origin: string): void {
    if (kind === 'manifest' && origin.endsWith('.json')) {
      throw new Error(
        `${origin} is forbidden: check ${headerFile === null ? 'the query of the address, or give a header file' : `the header file ${headerFile}`}`,
      );
    }
    if (!forbidden.has(origin)) log(`${origin} is forbidden or not there; it is passed over`);
    forbidden.add(origin);
  }

  return { name, look, again: () => known.clear() };
}

function addressOf(base: URL, file: string): URL {
  const address = new URL(base);
  address.pathname += file;
  return address;
}

/** Beside the loop: a manifest may have a hundred megabytes. */
async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64');
}
