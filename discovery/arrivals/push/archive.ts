import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import type { Arrival } from '../../memory/memory.ts';
import { kindOf } from '../artifact-name.ts';
import { collectArtifact } from './collect.ts';
import type { PushLimits } from './limits.ts';
import { ARTIFACT_FILES } from './pushed-artifact.ts';
import { PushRefusal, SenderGone, tooManyArtifacts, tooManyBytes, tooManyEntries } from './refusal.ts';
import type { Share } from './room.ts';
import { type Bytes, bounded, unpack } from './unpack.ts';

/** `manifest.json`, `target/manifest.json`, `shop/target/manifest.json`. */
const DEEPEST_FOLDER = 2;
const PLAIN = new Set(['file', 'contiguous-file', 'directory']);

/**
 * The artifacts in a tar or tar.gz. What else is in it is skipped as it comes by. Throws a refusal for an archive
 * that names places outside itself, since who packed it means something else than this program does.
 */
export async function readArchive(source: Bytes, limits: PushLimits, share: Share): Promise<Arrival[]> {
  const archive = extract();
  const what = 'The archive';
  const unpacked = bounded(unpack(unpack(source, what), what), limits.archiveBytes, `${what}, unpacked,`);
  // What goes wrong on the way destroys `archive` with the same error, which is thrown below.
  pipeline(Readable.from(unpacked), archive).catch(() => {});
  try {
    return await readEntries(archive, limits, share);
  } catch (error) {
    if (error instanceof PushRefusal || error instanceof SenderGone || !(error instanceof Error)) throw error;
    throw new PushRefusal(
      400,
      `The body is no whole tar or tar.gz (${error.message}): send what "tar czf - target" writes; one artifact alone goes by PUT.`,
    );
  }
}

async function readEntries(
  archive: ReturnType<typeof extract>,
  limits: PushLimits,
  share: Share,
): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  let seen = 0;
  for await (const entry of archive) {
    seen += 1;
    if (seen > limits.archiveEntries) throw tooManyEntries(limits);
    const path = checkEntry(entry.header, limits);
    const kind = path.length > DEEPEST_FOLDER + 1 ? null : kindOf(path.at(-1) ?? '');
    if (kind !== null && entry.header.type !== 'directory') {
      if (arrivals.length === limits.archiveArtifacts) throw tooManyArtifacts(limits);
      const origin = path.join('/');
      const content = entry as AsyncIterable<Uint8Array>;
      arrivals.push({ kind, origin, bytes: await collectArtifact(content, origin, limits, share) });
    }
    entry.resume();
  }
  if (arrivals.length === 0) {
    throw new PushRefusal(422, `The archive holds no ${ARTIFACT_FILES}: pack dbt's target/ folder.`);
  }
  return arrivals;
}

/** The folders and the name of an entry. */
function checkEntry({ name, type, size }: Header, limits: PushLimits): string[] {
  const shown = printable(name);
  if (!PLAIN.has(type)) {
    const what = type ?? 'thing of an unknown kind';
    throw new PushRefusal(400, `The archive holds a ${what}, "${shown}": pack plain files only.`);
  }
  const path = name.split(/[\\/]/);
  if (/^(?:[\\/]|[a-z]:)/i.test(name) || path.includes('..')) {
    throw new PushRefusal(
      400,
      `The archive holds "${shown}", a path that leads out of it: pack with "tar czf - target".`,
    );
  }
  if (size > limits.archiveBytes) throw tooManyBytes(`"${shown}" in the archive`, limits.archiveBytes);
  return path.filter((part) => part !== '' && part !== '.').map(printable);
}

/** Names are chosen by the sender and end in logs and terminals. */
function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
