import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MANIFEST = new URL('../../demo/warehouse/artifacts/834/manifest.json', import.meta.url);

/** The text that `marts.orders` has after a push. */
export function descriptionAfter(push: number): string {
  return `Orders, as push ${push} left them.`;
}

/** Packs a manifest of the demo for each push: `marts.orders` has another description, and dbt's marks of change have moved. */
export function createNews(): (push: number) => Uint8Array<ArrayBuffer> {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  return (push) => {
    manifest.metadata.generated_at = new Date(Date.UTC(2027, 0, 1, 0, push)).toISOString();
    manifest.metadata.invocation_id = `push-${push}`;
    manifest.nodes['model.shop.orders'].description = descriptionAfter(push);
    return new Uint8Array(gzipSync(JSON.stringify(manifest)));
  };
}
