import type { ArtifactKind } from '../memory/memory.ts';

/** Manifests first: what the others say is read by them. */
export const KINDS: readonly ArtifactKind[] = ['manifest', 'catalog', 'sources', 'run_results'];

const NAME = /^(?:(manifest|catalog)|(run_results|sources).*)\.json(?:\.gz)?$/;

/** What a file of this name holds; null for one that is no artifact. `run_results` and `sources` may be dated. */
export function kindOf(name: string): ArtifactKind | null {
  const [, single, dated] = NAME.exec(name) ?? [];
  return KINDS.find((kind) => kind === (single ?? dated)) ?? null;
}

/**
 * The artifacts among these names, in the order in which they are best read. A manifest or catalog that is there both
 * plain and gzipped is read plain.
 */
export function artifactsAmong(names: Iterable<string>): { name: string; kind: ArtifactKind }[] {
  const all = new Set(names);
  return [...all]
    .flatMap((name) => {
      const kind = kindOf(name);
      const isShadowed =
        (kind === 'manifest' || kind === 'catalog') && name.endsWith('.gz') && all.has(name.slice(0, -3));
      return kind === null || isShadowed ? [] : [{ name, kind }];
    })
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1));
}
