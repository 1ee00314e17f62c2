/** Where the artifacts of an environment are. */
export type Location =
  | { readonly type: 'folder'; readonly folder: string }
  | { readonly type: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly type: 'https'; readonly base: URL };

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Reads a source as it is written in a flag or a file. Throws an error that says what is wrong and what to do. */
export function parseLocation(text: string): Location {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { type: 'folder', folder: text };
  if (scheme === 's3') return parseBucket(text);
  if (scheme === 'https' || scheme === 'http') return parseAddress(text);
  if (scheme === 'gs') {
    throw new Error(
      `${text}: Google's store is read as s3://bucket/prefix, with AWS_ENDPOINT_URL_S3=https://storage.googleapis.com and an HMAC key as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    );
  }
  throw new Error(`${withoutSecrets(text)}: a source is a folder, s3://bucket/prefix or https://host/path/`);
}

function parseBucket(text: string): Location {
  const [, bucket, rest = ''] = /^s3:\/\/([^/?#]+)(?:\/(.*))?$/i.exec(text) ?? [];
  if (bucket === undefined) throw new Error(`${text}: name the bucket, as in s3://bucket/prefix`);
  const prefix = rest.replace(/\/+$/, '');
  return { type: 's3', bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

function parseAddress(text: string): Location {
  const shown = withoutSecrets(text);
  if (!URL.canParse(text)) throw new Error(`${shown} is no address: write https://host/path/`);
  const base = new URL(text);
  if (base.username !== '' || base.password !== '') {
    throw new Error(
      `${shown}: leave name and password out and give a header file with an Authorization line`,
    );
  }
  if (base.protocol === 'http:' && !LOOPBACK.has(base.hostname)) {
    throw new Error(`${shown}: artifacts and secrets can be read on the way over http; use https`);
  }
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return { type: 'https', base };
}

/** An address that may stand in a log: what follows `?` can be a key to a store, and so can what stands before `@`. */
export function withoutSecrets(address: string | URL): string {
  return String(address)
    .replace(/[?#].*$/s, '')
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1');
}
