import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** A tar.gz of these files. Each is read whole first, so that its size holds while dbt writes another one. */
export async function packFiles(paths: readonly string[]): Promise<Buffer> {
  const archive = pack();
  const packed = buffer(archive.pipe(createGzip()));
  for (const path of paths) archive.entry({ name: basename(path) }, await readFile(path));
  archive.finalize();
  return packed;
}
