import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../../support/process/channel.ts';
import { usedCpu } from '../../support/process/used-cpu.ts';
import { MANY_COLUMNS, MANY_TABLES, ONE_TABLE } from '../workloads.ts';

/** Node alone: the request parsed, the answer that belongs to it written from one object. No GraphQL. */
const workloads = [MANY_TABLES, MANY_COLUMNS, ONE_TABLE];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const asked = workloads.find(
      (workload) => workload.query === query && workload.references.length === variables.references.length,
    );
    const text = JSON.stringify(asked?.expected ?? { errors: [{ message: 'No workload asks for this.' }] });
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
answerParent({ url: () => `http://127.0.0.1:${port}/graphql`, usedCpu });
