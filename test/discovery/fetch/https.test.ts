import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type HttpsOptions, httpsSource } from '../../../discovery/arrivals/https.ts';
import { parseLocation } from '../../../discovery/arrivals/location.ts';
import { retryAfterOf } from '../../../discovery/arrivals/retry-after.ts';
import type { ArtifactSource } from '../../../discovery/arrivals/source.ts';
import { newFolder } from '../fixtures/artifacts.ts';
import { serveFiles } from './fixtures/file-server.ts';
import { looked } from './fixtures/looked.ts';

function sourceAt(address: string | URL, options?: HttpsOptions): ArtifactSource {
  const location = parseLocation(String(address));
  if (location.type !== 'https') throw new Error('no address');
  return httpsSource(location.base, options);
}

test('takes what is there, plain or gzipped, and then only what changed by its ETag', async () => {
  const server = await serveFiles({ 'manifest.json': 'one', 'run_results.json.gz': gzipSync('runs') });
  const source = sourceAt(server.base);
  expect(await looked(source)).toEqual(['manifest.json: one', 'run_results.json.gz: runs']);
  server.requests.length = 0;
  expect(await looked(source)).toEqual([]);
  expect(server.requests.filter((line) => !line.endsWith('404'))).toEqual([
    '/dbt/manifest.json 304',
    '/dbt/run_results.json.gz 304',
  ]);
  server.files.set('manifest.json', 'two');
  server.files.set('catalog.json', 'columns');
  expect(await looked(source)).toEqual(['manifest.json: two', 'catalog.json: columns']);
});

test.each(['date', 'none'] as const)(
  'a server that knows no ETags (%s) brings the same file once',
  async (validator) => {
    const server = await serveFiles({ 'manifest.json': 'one' });
    server.validator = validator;
    const source = sourceAt(server.base);
    expect(await looked(source)).toEqual(['manifest.json: one']);
    server.requests.length = 0;
    expect(await looked(source)).toEqual([]);
    expect(server.requests[0]).toBe(`/dbt/manifest.json ${validator === 'date' ? 304 : 200}`);
  },
);

test('a signature in the query goes along with each request, and is shown nowhere', async () => {
  const server = await serveFiles({ 'manifest.json': 'one' });
  const lines: string[] = [];
  const source = sourceAt(`${server.base}?sv=1&sig=hidden%3D`, { log: (line) => lines.push(line) });
  const arrivals = await source.look(new AbortController().signal);
  expect(server.requests[0]).toBe('/dbt/manifest.json?sv=1&sig=hidden%3D 200');
  expect(server.requests.every((line) => line.includes('?sv=1&sig=hidden%3D '))).toBe(true);
  server.files.set('manifest.json', (response) => response.writeHead(403).end());
  server.files.set('catalog.json', (response) => response.writeHead(403).end());
  const failure: Error = await looked(source).catch((error) => error);
  expect(failure.message).toBe(
    `${server.base}manifest.json is forbidden: check the query of the address, or give a header file`,
  );
  const shown = JSON.stringify([source.name, arrivals.map(({ origin }) => origin), lines, failure.message]);
  expect(shown).not.toContain('hidden');
});

test('headers come from a file that is read at each look', async () => {
  const server = await serveFiles({ 'manifest.json': 'one' });
  const headerFile = join(newFolder(), 'headers.txt');
  writeFileSync(headerFile, '# of the artifact store\nAuthorization: Bearer first\n\nX-Team: data\r\n');
  const source = sourceAt(server.base, { headerFile });
  await looked(source);
  expect(server.headers[0]).toMatchObject({ authorization: 'Bearer first', 'x-team': 'data' });
  writeFileSync(headerFile, 'Authorization: Bearer second');
  await looked(source);
  expect(server.headers.at(-1)).toMatchObject({ authorization: 'Bearer second' });
  writeFileSync(headerFile, 'Authorization: Bearer second\nhidden-token');
  const failure: Error = await looked(source).catch((error) => error);
  expect(failure.message).toBe(
    `line 2 of the header file ${headerFile} must look like "Authorization: Bearer …"`,
  );
  await expect(looked(sourceAt(server.base, { headerFile: 'nowhere' }))).rejects.toThrow(
    'cannot read the header file nowhere',
  );
});

test('redirects are refused, and no header follows them', async () => {
  const elsewhere = await serveFiles({ 'manifest.json': 'of somebody else' });
  const server = await serveFiles();
  server.files.set('manifest.json', (response) => {
    response.writeHead(302, { location: `${elsewhere.base}manifest.json?sig=hidden` }).end();
  });
  await expect(looked(sourceAt(server.base))).rejects.toThrow(
    `${server.base}manifest.json redirects to ${elsewhere.base}manifest.json: redirects are not followed`,
  );
  expect(elsewhere.requests).toEqual([]);
});

test('a server in trouble is named, and what it says is asked for again', async () => {
  const server = await serveFiles({ 'manifest.json': 'one' });
  const source = sourceAt(server.base);
  await looked(source);
  server.files.set('run_results.json', (response) => response.writeHead(500).end('a page of hidden things'));
  await expect(looked(source)).rejects.toThrow(`${server.base}run_results.json answers 500`);
  server.files.set('run_results.json', 'runs');
  expect(await looked(source)).toEqual(['run_results.json: runs']);
});

test('a server that says nothing is left after a while, in the middle of a file, too', async () => {
  const server = await serveFiles();
  server.files.set('manifest.json', () => {});
  await expect(looked(sourceAt(server.base, { silenceMs: 50 }))).rejects.toThrow(
    `${server.base}manifest.json: no answer within 0.05 s`,
  );
  server.files.set('manifest.json', (response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"half"');
  });
  await expect(looked(sourceAt(server.base, { silenceMs: 50 }))).rejects.toThrow('no answer within');
});

test('a file that breaks off is not taken', async () => {
  const server = await serveFiles();
  server.files.set('manifest.json', (response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"half"', () => response.destroy());
  });
  await expect(looked(sourceAt(server.base))).rejects.toThrow(
    `${server.base}manifest.json cannot be reached`,
  );
});

test('nobody at the address is said with the reason', async () => {
  const server = await serveFiles();
  await server.stop();
  await expect(looked(sourceAt(server.base))).rejects.toThrow(
    `${server.base}manifest.json cannot be reached: connect ECONNREFUSED`,
  );
});

test('an address with nothing below it is an error; what is forbidden beside a manifest counts as not there', async () => {
  const server = await serveFiles();
  await expect(looked(sourceAt(server.base))).rejects.toThrow(
    `there is neither manifest.json nor manifest.json.gz below ${server.base}`,
  );
  const lines: string[] = [];
  server.files.set('manifest.json', 'one');
  server.files.set('catalog.json', (response) => response.writeHead(403).end());
  const source = sourceAt(server.base, { log: (line) => lines.push(line) });
  expect(await looked(source)).toEqual(['manifest.json: one']);
  await looked(source);
  expect(lines).toEqual([`${server.base}catalog.json is forbidden or not there; it is passed over`]);
});

test('closing ends a look that hangs', async () => {
  const server = await serveFiles();
  const closing = new AbortController();
  server.files.set('manifest.json', () => closing.abort());
  await expect(sourceAt(server.base).look(closing.signal)).rejects.toThrow('aborted');
});

test.each([429, 503])('a server that answers %i and when to come again is asked then', async (status) => {
  const server = await serveFiles();
  server.files.set('manifest.json', (response) => response.writeHead(status, { 'retry-after': '90' }).end());
  const failure = await looked(sourceAt(server.base)).catch((error) => error);
  expect([failure.message, retryAfterOf(failure)]).toEqual([
    `${server.base}manifest.json answers ${status}`,
    90_000,
  ]);
});
