import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { startCatalog } from '../../demo/catalog.ts';
import { startGraph } from '../admin/support.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { startIssuer } from '../security/issuer.ts';
import { ask } from '../support/ask.ts';
import { blockOf, ROOT, readPage, sectionOf } from './page.ts';

/** Programs load the whole of the project, or of a gateway. */
const PATIENT = 120_000;

function folderWith(file: string, text: string): { readonly folder: string; readonly file: string } {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  writeFileSync(join(folder.path, file), text);
  return { folder: folder.path, file: join(folder.path, file) };
}

test(
  'the program of the page on the library starts the subgraph, says its address, and ends',
  () => {
    const code = blockOf(readPage('docs/library.md'), 'ts').replace(
      "'dbt-metadata-subgraph'",
      JSON.stringify(join(ROOT, 'src/index.ts')),
    );
    const { folder, file } = folderWith('program.ts', code);
    const env = {
      PATH: process.env.PATH ?? '',
      STORE_URL: 'sqlite://:memory:',
      CACHE_URL: 'memory',
      LOG_LEVEL: 'error',
    };
    const { status, stdout } = spawnSync(process.execPath, [file], { cwd: folder, env, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/)]);
  },
  PATIENT,
);

test(
  'the Apollo Gateway of the page sends the secret and the caller’s token, and what callers may not do reaches them with its code',
  async () => {
    const issuer = await startIssuer();
    const secret = 'secret-of-the-gateway-0001';
    const graph = await startGraph({ ...issuer.env, GATEWAY_SECRET: secret });
    onTestFinished(() => graph.stop());
    const catalog = await startCatalog(0);
    onTestFinished(() => catalog.stop());
    const sdlOf = async (url: string) =>
      parse(
        (await ask(url, '{ _service { sdl } }', {}, { 'x-gateway-secret': secret })).body.data._service.sdl,
      );
    const services = await Promise.all(
      Object.entries({ catalog: catalog.url, dbt: `${graph.url}/graphql` }).map(async ([name, url]) => ({
        name,
        url,
        typeDefs: await sdlOf(url),
      })),
    );
    const code = blockOf(sectionOf(readPage('docs/routers.md'), 'Apollo Gateway'), 'js');
    const { folder, file } = folderWith(
      'gateway.mjs',
      code.replace('context: async', 'listen: { port: 0 },\n  context: async'),
    );
    writeFileSync(join(folder, 'supergraph.graphql'), composeServices(services).supergraphSdl ?? '');
    const env = { PATH: process.env.PATH ?? '', GATEWAY_SECRET: secret, NODE_ENV: 'production' };
    const gateway = spawn(process.execPath, [file], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void gateway.kill('SIGKILL'));
    const lines = createInterface({ input: gateway.stdout });
    const [url]: string[] = await once(lines, 'line');
    if (url === undefined) throw new Error('The gateway said no address');

    const query =
      '{ table(database: "warehouse", schema: "marts", name: "customers") { dbt { match { status } } } }';
    const bearer = await issuer.bearer();
    expect((await ask(url, query, {}, bearer)).body).toEqual({
      data: { table: { dbt: { match: { status: 'NOT_CONFIGURED' } } } },
    });
    const refused = await ask(url, 'mutation { removeDbtIntegration { removed } }', {}, bearer);
    expect(refused.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await ask(url, query)).body).toMatchObject({
      data: { table: { dbt: null } },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  },
  PATIENT,
);
