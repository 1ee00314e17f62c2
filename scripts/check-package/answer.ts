import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startCatalog } from '../../demo/catalog.ts';
import { startGateway } from '../../demo/gateway.ts';
import { CONFIGURE_MUTATION } from '../../demo/queries.ts';
import type { Consumer } from './install.ts';

const ARTIFACTS = fileURLToPath(new URL('../../demo/warehouse/artifacts/834', import.meta.url));
const TOKEN = 'check-service-token';
const QUESTION = `{ table(database: "warehouse", schema: "marts", name: "customers") {
  name dbtDescription lastRefreshedAt dbt { match { status } } } }`;
const EXPECTED = '"dbt":{"match":{"status":"EXACT"}}';

/**
 * Starts the programs of an installed package with a Node, connects one to the other as an admin does, and asks a gateway that has
 * this subgraph and a catalogue. Answers its answer; throws where that is not what dbt knows.
 */
export async function answerFederated(node: string, { folder }: Consumer): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const start = async (args: readonly string[], env: Readonly<Record<string, string>>, address: RegExp) => {
    const program = await startProgram(node, folder, args, env, address);
    stack.defer(program.stop);
    return program.url;
  };
  const discovery = await start(
    [
      'discovery',
      '--port',
      '0',
      '--token',
      TOKEN,
      '--environment',
      `834=${ARTIFACTS}`,
      '--state',
      ':memory:',
    ],
    {},
    /Admin API at (\S+)/,
  );
  const subgraph = await start(
    [],
    { AUTH_MODE: 'none', PORT: '0', CONSOLE: 'true', DBT_ALLOWED_HOSTS: discovery },
    /"url":"([^"]+)\/graphql"/,
  );
  const page = await fetch(`${subgraph}/console`);
  if (page.status !== 200) throw new Error(`The console answers ${page.status}`);
  const connected = await ask(`${subgraph}/graphql`, CONFIGURE_MUTATION, {
    input: { apiHost: discovery, serviceToken: TOKEN, environmentIds: ['834'] },
  });
  if (!connected.includes('"userErrors":[]')) throw new Error(`dbt could not be connected: ${connected}`);
  const catalog = await startCatalog(0);
  stack.defer(() => catalog.stop());
  const gateway = await startGateway({
    port: 0,
    subgraphs: [
      { name: 'catalog', url: catalog.url },
      { name: 'dbt', url: `${subgraph}/graphql` },
    ],
    defaultQuery: QUESTION,
  });
  stack.defer(() => gateway.stop());
  const answer = await ask(gateway.url, QUESTION, {});
  if (!answer.includes(EXPECTED)) throw new Error(`The gateway answers ${answer}`);
  return answer;
}

interface Program {
  readonly url: string;
  /** Rejects when the program does not end with 0. */
  stop(): Promise<void>;
}

/** Resolves with the address that the program prints, as it is told by the group of the pattern. */
async function startProgram(
  node: string,
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  address: RegExp,
): Promise<Program> {
  const command = [join(folder, 'node_modules/.bin/dbt-metadata-subgraph'), ...args];
  const program = spawn(node, command, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(program, 'exit');
  let said = '';
  program.stderr.on('data', (chunk) => {
    said += chunk;
  });
  for await (const line of createInterface({ input: program.stdout })) {
    said += `${line}\n`;
    const url = address.exec(line)?.[1];
    if (url === undefined) continue;
    program.stdout.resume();
    return {
      url,
      async stop() {
        program.kill('SIGTERM');
        const [code] = await ended;
        if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${said}`);
      },
    };
  }
  throw new Error(`${command.join(' ')} ended early:\n${said}`);
}

async function ask(url: string, query: string, variables: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}
