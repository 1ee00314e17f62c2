import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { s3Source } from '../../../discovery/arrivals/object-store/s3.ts';
import { retryAfterOf } from '../../../discovery/arrivals/retry-after.ts';
import { installObjectStore } from '../../support/object-store/install.ts';
import { startObjectStore } from '../../support/object-store/start.ts';
import { newFolder } from '../fixtures/artifacts.ts';
import { handOutKeys } from './fixtures/credentials.ts';
import { type Guard, guard } from './fixtures/guard.ts';
import { looked } from './fixtures/looked.ts';

const installed = await installObjectStore();
const store = installed.modules === null ? null : await startObjectStore(installed.modules);
if (installed.missing !== null) {
  console.warn(`object-store.test.ts is skipped: ${installed.missing}`);
}
afterAll(() => store?.stop());

let buckets = 0;
let door: Guard;

/** A source over a bucket of its own, behind a guard. */
async function newSource(prefix = 'prod/') {
  if (store === null) throw new Error('there is no store');
  buckets += 1;
  const bucket = `artifacts-${buckets}`;
  await store.createBucket(bucket);
  const source = s3Source(bucket, prefix);
  onTestFinished(() => source.close?.());
  return {
    bucket,
    source,
    put: (name: string, content: string | Buffer) => store.put(bucket, `${prefix}${name}`, content),
    remove: (name: string) => store.remove(bucket, `${prefix}${name}`),
  };
}

beforeEach(async () => {
  if (store === null) return;
  door = await guard(store.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', door.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'reads');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hidden');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(store === null)('a bucket', () => {
  test('gives what stands below the prefix and one folder deeper, and then only what changed', async () => {
    const { bucket, source, put } = await newSource();
    await put('manifest.json', 'manifest');
    await put('run_results.2026-03-01.json.gz', gzipSync('dated'));
    await put('2026-02-28/run_results.json', 'of February');
    await put('2026-02-28/deeper/run_results.json', 'too deep');
    await put('2026-03-01/run_results.json', 'of March');
    await put('2026-02-27/sources.json', 'checks');
    await put('compiled.sql', 'other');
    expect(source.name).toBe(`s3://${bucket}/prod/`);
    expect(await looked(source)).toEqual([
      'sources.json: checks',
      'run_results.json: of February',
      'run_results.json: of March',
      'manifest.json: manifest',
      'run_results.2026-03-01.json.gz: dated',
    ]);
    door.passed.length = 0;
    expect(await looked(source)).toEqual([]);
    const listed = (line: string) =>
      new URL(line.split(' ')[1] ?? '', door.endpoint).searchParams.get('prefix');
    // Days that are over are not listed again.
    expect(door.passed.map(listed)).toEqual(['prod/', 'prod/2026-02-28/', 'prod/2026-03-01/']);
    await put('2026-03-01/run_results.json', 'of March again');
    await put('2026-03-02/run_results.json', 'of the second of March');
    expect(await looked(source)).toEqual([
      'run_results.json: of March again',
      'run_results.json: of the second of March',
    ]);
    await put('run_results.json', 'runs');
    await put('manifest.json', 'manifest 2');
    expect(await looked(source)).toEqual(['manifest.json: manifest 2', 'run_results.json: runs']);
  });

  test('may be read from its root, and lists more than fits into one answer', async () => {
    const { source, put } = await newSource('');
    const names = Array.from({ length: 25 }, (_, index) => `run_results.${100 + index}.json`);
    for (const name of ['manifest.json', ...names]) await put(name, name);
    door.rewrite = (url) => (url.includes('list-type') ? `${url}&max-keys=3` : url);
    expect(await looked(source)).toEqual([
      'manifest.json: manifest.json',
      ...names.map((name) => `${name}: ${name}`),
    ]);
    expect(door.passed.filter((line) => line.includes('list-type'))).toHaveLength(9);
  });

  test('that may not be listed gives the usual names, each by its ETag', async () => {
    const { bucket, source, put } = await newSource();
    await put('manifest.json', 'manifest');
    await put('run_results.json.gz', gzipSync('runs'));
    // Whoever may not list is not told what is not there.
    door.answer = ({ url = '' }) =>
      url.includes('list-type') || /catalog|sources|run_results\.json\?/.test(url)
        ? { status: 403, code: 'AccessDenied' }
        : null;
    expect(await looked(source)).toEqual(['manifest.json: manifest', 'run_results.json.gz: runs']);
    door.passed.length = 0;
    expect(await looked(source)).toEqual([]);
    expect(door.passed).toContainEqual(expect.stringMatching(`GET /${bucket}/prod/manifest.json.* 304`));
    await put('manifest.json', 'manifest 2');
    expect(await looked(source)).toEqual(['manifest.json: manifest 2']);
    door.answer = () => ({ status: 403, code: 'AccessDenied' });
    await expect(looked(source)).rejects.toThrow(
      `s3://${bucket}/prod/ cannot be read: access is denied; allow s3:GetObject below the prefix`,
    );
  });

  test.each([
    [403, 'InvalidAccessKeyId', 'the credentials are not accepted (InvalidAccessKeyId); renew them'],
    [400, 'ExpiredToken', 'the credentials are not accepted (ExpiredToken); renew them'],
    [403, 'RequestTimeTooSkewed', 'the clock of this machine is wrong'],
    [501, 'NotImplemented', 'the store answers 501 (NotImplemented)'],
  ])('%i %s is said with a remedy, and what comes after it is read', async (status, code, message) => {
    const { bucket, source, put } = await newSource();
    await put('manifest.json', 'manifest');
    door.answer = () => ({ status, code });
    const failure: Error = await looked(source).catch((error) => error);
    expect(failure.message).toContain(`s3://${bucket}/prod/ cannot be read: ${message}`);
    expect(failure.message).not.toContain('hidden');
    door.answer = () => null;
    expect(await looked(source)).toEqual(['manifest.json: manifest']);
  });

  test('that says when to come again is not asked before', async () => {
    const { source, put } = await newSource();
    await put('manifest.json', 'manifest');
    door.answer = () => ({ status: 503, code: 'SlowDown', headers: { 'retry-after': '120' } });
    expect(retryAfterOf(await looked(source).catch((error) => error))).toBe(120_000);
    door.answer = () => ({ status: 503, code: 'SlowDown' });
    expect(retryAfterOf(await looked(source).catch((error) => error))).toBeNull();
  });

  test('that is not there, or holds nothing below the prefix, is said', async () => {
    const { source, remove, put, bucket } = await newSource();
    const nothing = `there is neither manifest.json nor manifest.json.gz below s3://${bucket}/prod/`;
    await expect(looked(source)).rejects.toThrow(nothing);
    await put('manifest.json', 'manifest');
    expect(await looked(source)).toEqual(['manifest.json: manifest']);
    await remove('manifest.json');
    await expect(looked(source)).rejects.toThrow(nothing);
    await put('manifest.json', 'manifest');
    expect(await looked(source)).toEqual(['manifest.json: manifest']);
    const nowhere = s3Source('no-such-bucket', '');
    onTestFinished(() => nowhere.close?.());
    await expect(looked(nowhere)).rejects.toThrow('there is no such bucket');
  });

  test('a damaged file is named and keeps no other one back', async () => {
    const { bucket, source, put } = await newSource();
    await put('manifest.json', 'manifest');
    await put('run_results.json.gz', gzipSync('x'.repeat(500)).subarray(0, 20));
    expect(await looked(source)).toEqual(['manifest.json: manifest']);
    await expect(looked(source)).rejects.toThrow(
      `s3://${bucket}/prod/run_results.json.gz is not a whole gzip file`,
    );
  });

  test('is found by a profile of shared files, with its endpoint, region and keys', async () => {
    const { bucket, source, put } = await newSource();
    await put('manifest.json', 'manifest');
    const folder = newFolder();
    writeFileSync(
      join(folder, 'config'),
      `[profile dbt]\nregion = eu-central-1\nendpoint_url = ${door.endpoint}\n`,
    );
    writeFileSync(
      join(folder, 'credentials'),
      '[dbt]\naws_access_key_id = ofTheProfile\naws_secret_access_key = x\n',
    );
    for (const name of ['AWS_ENDPOINT_URL_S3', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_PROFILE', 'dbt');
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
    expect(await looked(source)).toEqual(['manifest.json: manifest']);
    expect(door.headers[0]?.authorization).toMatch(/Credential=ofTheProfile\/\d+\/eu-central-1\/s3\//);
    expect(door.passed[0]).toMatch(`GET /${bucket}/?`);
  });

  /** Takes away what stands in the way of other credentials. */
  function withoutKeys() {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', join(newFolder(), 'none'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(newFolder(), 'none'));
  }

  test.each([
    [
      'a container',
      (address: string) => vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${address}/container`),
    ],
    [
      'a machine',
      (address: string) => {
        vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
        vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', address);
      },
    ],
  ])('is read with the keys that %s is given', async (_, giveTo) => {
    const { source, put } = await newSource();
    await put('manifest.json', 'manifest');
    withoutKeys();
    giveTo(await handOutKeys());
    expect(await looked(source)).toEqual(['manifest.json: manifest']);
    expect(door.headers[0]).toMatchObject({
      authorization: expect.stringContaining('Credential=ofTheMachine/'),
      'x-amz-security-token': 'session',
    });
  });

  test('is read with a role that a web identity takes on', async () => {
    const { source, put } = await newSource();
    await put('manifest.json', 'manifest');
    withoutKeys();
    const token = join(newFolder(), 'token');
    writeFileSync(token, 'signed.by.a.cluster');
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', token);
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/reader');
    vi.stubEnv('AWS_ENDPOINT_URL_STS', store?.endpoint);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    expect(await looked(source)).toEqual(['manifest.json: manifest']);
    expect(door.headers[0]?.authorization).toMatch(/Credential=ASIA\w+\/\d+\/eu-west-1/);
  });

  test('without credentials is an error that says where they are looked for', async () => {
    const { source } = await newSource();
    withoutKeys();
    await expect(looked(source)).rejects.toThrow('no credentials were found; set AWS_ACCESS_KEY_ID');
  });
});
