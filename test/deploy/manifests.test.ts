import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { ConfigError, parseConfig } from '../../src/config.ts';
import type { Parsed } from '../support/ask.ts';
import { startStack } from '../support/start-stack.ts';
import {
  documentsOf,
  exampleSettings,
  imageEnvironment,
  imageSteps,
  KUBERNETES,
  manifests,
  only,
  read,
  settings,
  yamlFiles,
} from './installation.ts';

const SCHEMAS: Parsed = JSON.parse(read('test/deploy/kubernetes-schemas.json'));
const deployment = only('Deployment', 'base/deployment.yaml');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const service = only('Service', 'base/service.yaml');
const compose: Parsed = parse(read('docker-compose.yml'), { merge: true });
const cluster = { ...settings('base/settings.env'), ...exampleSettings() };

/** Of kinds that an operator of Prometheus brings: the schemas of Kubernetes do not know them. */
const BROUGHT = ['ServiceMonitor', 'PrometheusRule'];

function problemsOf({ apiVersion, kind, ...rest }: Parsed): string {
  const $ref = SCHEMAS.kinds[`${apiVersion}/${kind}`];
  if ($ref === undefined) return `no schema of ${apiVersion}/${kind}`;
  const { error } = z.fromJSONSchema({ $ref, $defs: SCHEMAS.$defs }).safeParse({ apiVersion, kind, ...rest });
  return error === undefined ? '' : z.prettifyError(error);
}

test.each(manifests().filter(({ manifest }) => !BROUGHT.includes(manifest.kind)))(
  '$path is what Kubernetes takes, with no unknown field',
  ({ manifest }) => {
    expect(problemsOf(manifest)).toBe('');
  },
);

test('a misspelt field of a manifest is told', () => {
  const [first, ...others] = pod.containers;
  const misspelt = { ...first, readinesProbe: {} };
  const template = { spec: { ...pod, containers: [misspelt, ...others] } };
  expect(problemsOf({ ...deployment, spec: { ...deployment.spec, template } })).toContain('readinesProbe');
});

test('the rules of the cluster are those of deploy/alerts: `vitest run test/deploy --update` writes them anew', async () => {
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: service.metadata.name, labels: service.metadata.labels },
    spec: parse(read('deploy/alerts/dbt-subgraph.rules.yml')),
  };
  const path = join(KUBERNETES, 'prometheus/prometheusrule.yaml');
  const head = '# Written from deploy/alerts/dbt-subgraph.rules.yml: change that file.\n';
  await expect(head + stringify(rule, { lineWidth: 0 })).toMatchFileSnapshot(path);
});

test('each kustomization names all that stands in its folder', () => {
  for (const path of yamlFiles().filter((file) => file.endsWith('kustomization.yaml'))) {
    const { resources, configMapGenerator = [], secretGenerator = [] } = parse(readFileSync(path, 'utf8'));
    const files = [...configMapGenerator, ...secretGenerator].flatMap(({ envs = [] }: Parsed) => envs);
    const named = [...resources, ...files].filter((name: string) => !name.startsWith('../'));
    const present = readdirSync(dirname(path)).filter((name) => name !== 'kustomization.yaml');
    expect(named.sort(), path).toEqual(present.sort());
  }
});

const KUBECTL = findKubectl();
if (KUBECTL === null) {
  process.stderr.write('deploy/manifests.test.ts: skipped what kustomize makes: there is no kubectl here\n');
}

test.skipIf(KUBECTL === null)('the example, built by kustomize, is what Kubernetes takes', () => {
  const text = execFileSync('kubectl', ['kustomize', join(KUBERNETES, 'example')], { encoding: 'utf8' });
  const made = documentsOf(text, 'example').map(({ manifest }) => manifest);
  for (const manifest of made.filter(({ kind }: Parsed) => !BROUGHT.includes(kind))) {
    expect(problemsOf(manifest), manifest.kind).toBe('');
  }
  const { spec } = made.find(({ kind }: Parsed) => kind === 'Deployment');
  // Their number is the autoscaler's.
  expect(spec.replicas).toBeUndefined();
  const sources = spec.template.spec.containers[0].envFrom.map(
    ({ configMapRef, secretRef }: Parsed) => (configMapRef ?? secretRef).name,
  );
  const named = made.filter(({ kind }: Parsed) => kind === 'ConfigMap' || kind === 'Secret');
  expect(sources).toEqual(named.map(({ metadata }: Parsed) => metadata.name));
});

test.each([
  ['the settings of the cluster', cluster],
  ['the secrets of the cluster', settings('example/secret.env')],
  ['the image', withoutNode(imageEnvironment())],
  ['docker-compose.yml', compose.services.subgraph.environment],
])('%s name no variable that the program does not read', (_where, variables) => {
  const asked = variablesThatAreRead();
  expect(Object.keys(variables).filter((name) => !asked.has(name))).toEqual([]);
});

test('the example is refused at start until each of its placeholders is replaced, and serves then', () => {
  const secrets = settings('example/secret.env');
  expect(problemsAtStart({ ...cluster, ...secrets })).toEqual(Object.keys(secrets).sort());
  const replaced = {
    GATEWAY_SECRET: 'a-secret-of-the-gateway',
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    STORE_URL: secrets.STORE_URL?.replace('-REPLACE-ME', ''),
    CACHE_URL: secrets.CACHE_URL?.replace('-REPLACE-ME', ''),
  };
  const { store, cache, auth } = parseConfig({ ...withoutNode(imageEnvironment()), ...cluster, ...replaced });
  expect([store.kind, cache.kind, auth.mode]).toEqual(['postgres', 'redis', 'gateway']);
});

test('probes and the health check of the image ask what a ready process answers with 200', async () => {
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  const paths = probes.map(({ httpGet }) => httpGet.path);
  const check = imageSteps().find((step) => step.kind === 'HEALTHCHECK');
  const checked = check?.kind === 'HEALTHCHECK' ? /GET (\S+) /.exec(check.args?.join(' ') ?? '')?.[1] : null;
  expect(paths).toEqual(['/health/live', '/health/ready', '/health/live']);
  expect(checked).toBe('/health/ready');
  await using stack = await startStack({ connect: false });
  for (const path of [...paths, checked]) expect((await fetch(`${stack.url}${path}`)).status).toBe(200);
});

test('ports agree from the settings to the pod, the service and all that names one', () => {
  const ofPod = Object.fromEntries(container.ports.map((port: Parsed) => [port.name, port.containerPort]));
  expect(ofPod).toEqual({ http: Number(cluster.PORT), metrics: Number(cluster.METRICS_PORT) });
  const ofService = service.spec.ports.map(({ name, targetPort }: Parsed) => [name, targetPort]);
  expect(ofService).toEqual([
    ['http', 'http'],
    ['metrics', 'metrics'],
  ]);
  for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
    expect(probe.httpGet.port).toBe('http');
  }
  const monitor = only('ServiceMonitor', 'prometheus/servicemonitor.yaml');
  expect(monitor.spec.endpoints.map(({ port }: Parsed) => port)).toEqual(['metrics']);
  const ingress = only('Ingress', 'example/ingress.yaml');
  const [{ backend }] = ingress.spec.rules[0].http.paths;
  expect(backend.service).toEqual({ name: service.metadata.name, port: { name: 'http' } });
  const policies = manifests().filter(({ manifest }) => manifest.kind === 'NetworkPolicy');
  const opened = policies.flatMap(({ manifest }) =>
    (manifest.spec.ingress ?? []).flatMap(({ ports }: Parsed) => ports.map(({ port }: Parsed) => port)),
  );
  expect(opened.sort()).toEqual(['http', 'metrics']);
  expect(imageSteps()).toContainEqual({ kind: 'EXPOSE', text: cluster.PORT });
});

test('webhooks come in where PUBLIC_URL says', () => {
  const [{ host, http }] = only('Ingress', 'example/ingress.yaml').spec.rules;
  expect(cluster.PUBLIC_URL).toBe(`https://${host}`);
  expect(http.paths.map(({ path }: Parsed) => path)).toEqual(['/webhooks/dbt']);
});

/** How long requests in flight may take when the listener has closed. */
const IN_FLIGHT_SECONDS = 10;

test('a process is given the time to drain and to finish what is in flight before it is killed', () => {
  const seconds = (text: string | undefined) => Number(/^(\d+)s?$/.exec(text ?? '')?.[1]);
  const drainOf = (env: Readonly<Record<string, string>>) => seconds(env.DRAIN_SECONDS) + IN_FLIGHT_SECONDS;
  expect(drainOf(cluster)).toBeGreaterThan(IN_FLIGHT_SECONDS);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drainOf(cluster));
  const { stop_grace_period } = compose.services.subgraph;
  expect(seconds(stop_grace_period)).toBeGreaterThan(drainOf(imageEnvironment()));
});

test('the process is a user with a number and no rights, in the image and in the cluster', () => {
  const users = imageSteps().flatMap((step) => (step.kind === 'USER' ? [step.text] : []));
  const { runAsNonRoot, runAsUser, runAsGroup, seccompProfile } = pod.securityContext;
  expect(users).toEqual([`${runAsUser}:${runAsGroup}`]);
  expect([runAsNonRoot, runAsUser > 0, seccompProfile.type]).toEqual([true, true, 'RuntimeDefault']);
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect([pod.automountServiceAccountToken, pod.enableServiceLinks]).toEqual([false, false]);
});

test('the image declares no volume, and starts without a shell', () => {
  const kinds = imageSteps().map(({ kind }) => kind);
  expect(kinds).not.toContain('VOLUME');
  for (const step of imageSteps()) if ('args' in step) expect(step.args, step.kind).not.toBeNull();
});

test('every selector chooses the pods of the deployment', () => {
  const { labels } = deployment.spec.template.metadata;
  const kinds = ['PodDisruptionBudget', 'Deployment', 'ServiceMonitor'];
  const selectors = manifests().flatMap(({ manifest: { kind, spec } }) => {
    if (kinds.includes(kind)) return [spec.selector.matchLabels];
    if (kind === 'NetworkPolicy') return [spec.podSelector.matchLabels];
    return kind === 'Service' ? [spec.selector] : [];
  });
  expect(selectors.length).toBeGreaterThanOrEqual(6);
  for (const selector of selectors) expect(labels).toMatchObject(selector);
  // The monitor chooses services.
  expect(service.metadata.labels).toMatchObject(labels);
});

function findKubectl(): string | null {
  try {
    return execFileSync('kubectl', ['version', '--client'], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return null;
  }
}

/** NODE_ENV is read by Node's packages. */
function withoutNode({ NODE_ENV, ...rest }: Readonly<Record<string, string>>): Record<string, string> {
  expect(NODE_ENV).toBe('production');
  return rest;
}

/** All that is asked for in any mode of identity. */
function variablesThatAreRead(): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const AUTH_MODE of ['jwt', 'gateway', 'none']) {
    const given: Record<string, string | undefined> = { AUTH_MODE };
    const environment = new Proxy(given, {
      get(target, name) {
        asked.add(String(name));
        return target[String(name)];
      },
    });
    try {
      parseConfig(environment);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return asked;
}

/** The variables whose values are refused, sorted. */
function problemsAtStart(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0] ?? problem).sort();
  }
}
