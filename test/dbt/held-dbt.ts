import type { ServerResponse } from 'node:http';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import { createDbtHttp } from '../../src/dbt/http.ts';
import { createProbe } from '../../src/dbt/probe.ts';
import { startServer } from '../hosts/loopback-server.ts';
import { createGuardFixture, type GuardFixtureOptions } from './guard-fixture.ts';

export interface HeldRequest {
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
}

/** A Discovery API on loopback that answers a request when the test says so, or as `answerAll` says from then on. */
export async function startHeldDbt() {
  const arrived: HeldRequest[] = [];
  const waiting: ((request: HeldRequest) => void)[] = [];
  let requests = 0;
  let always: ((request: HeldRequest) => void) | null = null;
  const { origin } = await startServer((incoming, response) => {
    incoming.resume();
    requests += 1;
    const request: HeldRequest = { answer: (...answered) => send(response, ...answered) };
    if (always !== null) always(request);
    else {
      const hand = waiting.shift();
      if (hand === undefined) arrived.push(request);
      else hand(request);
    }
  });
  return {
    discoveryUrl: `${origin}/graphql`,
    requests: () => requests,
    /** The next request that has arrived, or arrives. */
    async next(): Promise<HeldRequest> {
      const request = arrived.shift();
      if (request !== undefined) return request;
      const { promise, resolve } = Promise.withResolvers<HeldRequest>();
      waiting.push(resolve);
      return promise;
    },
    answerAll(status: number, headers: Readonly<Record<string, string>> = {}) {
      always = (request) => request.answer(status, headers);
    },
    hold() {
      always = null;
    },
  };
}

const ANSWER = {
  data: {
    e0: { applied: { lastUpdatedAt: null, latestGitSha: null }, definition: { lastUpdatedAt: null } },
    environment: { dbtProjectName: 'shop', adapterType: 'duckdb' },
  },
};

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(status === 200 ? JSON.stringify(ANSWER) : '{}');
}

/** One replica that asks this dbt over HTTP, for readers and for an admin. */
export function createReplica(discoveryUrl: string, options: GuardFixtureOptions = {}) {
  const fixture = createGuardFixture(options);
  const http = createDbtHttp();
  const client = createDiscoveryClient(http, { guard: fixture.guards.read });
  const probe = createProbe({ http, guard: fixture.guards.verify, now: () => fixture.clock.nowMs });
  const call = { ...fixture.call, discoveryUrl };
  return {
    clock: fixture.clock,
    notes: fixture.notes,
    /** `answer`, or the code of the failure. */
    read: (serviceToken = call.serviceToken) =>
      outcomeOf(client.readChange({ ...call, serviceToken }, ['834'])),
    verify: (serviceToken = call.serviceToken) =>
      outcomeOf(probe.probeEnvironment({ ...call, serviceToken, environmentId: '834' })),
    failureOf: () => client.readChange(call, ['834']).then(null, (error: unknown) => error),
  };
}

async function outcomeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'answer',
    (error: { readonly code: string }) => error.code,
  );
}
