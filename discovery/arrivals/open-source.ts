import { folderSource } from './folder.ts';
import { httpsSource } from './https.ts';
import { type Location, parseLocation } from './location.ts';
import type { ArtifactSource } from './source.ts';

export interface SourceOptions {
  headerFile: string | null;
  /** Watch folders for changes. */
  watch: boolean;
  log: (line: string) => void;
}

/** The source that is written so: a folder, `s3://bucket/prefix` or `https://…/`. */
export async function openSource(written: string, options: SourceOptions): Promise<ArtifactSource> {
  const location = parseLocation(written);
  switch (location.type) {
    case 'folder':
      return folderSource(location.folder, { watch: options.watch });
    case 'https':
      return httpsSource(location.base, { headerFile: options.headerFile, log: options.log });
    case 's3': {
      // The largest of all packages: only whoever has a bucket waits for it.
      const { s3Source } = await import('./object-store/s3.ts');
      return s3Source(location.bucket, location.prefix);
    }
  }
}

/** Folders are looked at again only on request; in a store nothing but looking tells of changes. */
export function isLookedAtAgain(location: Location, watch: boolean): boolean {
  return watch || location.type !== 'folder';
}
