import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../discovery/settings.ts';

const PAGE = readFileSync(new URL('../../docs/dbt-core.md', import.meta.url), 'utf8');

/** The block of this language that holds a text. */
function block(language: string, holding: string): string {
  const blocks = [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))];
  const found = blocks.map(([, text = '']) => text).find((text) => text.includes(holding));
  if (found === undefined) throw new Error(`The page has no ${language} with ${holding}`);
  return found;
}

test('the configuration file of the page is one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dbt-core-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'discovery.yaml');
  const text = block('yaml', 'environments:');
  writeFileSync(file, text);
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const variables = Object.fromEntries(names.map((name) => [name, `value-of-${name}-0001`]));
  const settings = readSettings(['--config', file], variables);
  expect(settings).toMatchObject({
    statePath: join(folder, 'data/discovery.sqlite'),
    token: variables.DISCOVERY_TOKEN,
    environments: [
      {
        id: 834,
        name: 'Production',
        target: 'prod',
        docsUrl: 'https://docs.example.com/shop/',
        pushToken: variables.SHOP_PUSH_TOKEN,
        notify: { url: 'http://localhost:4001/webhooks/dbt/1', secret: variables.WEBHOOK_SECRET },
      },
      { id: 912, artifactsPath: 's3://finance-artifacts/dbt' },
      { id: 913, deploymentType: 'staging' },
    ],
  });
});

test('the flags that the page names are flags', () => {
  const [, ...parts] = block('sh', '--state').split('npm run discovery -- ');
  const args = parts[0]?.split(' &')[0]?.split(' ') ?? [];
  const variables = { DISCOVERY_TOKEN: 'reads', DISCOVERY_PUSH_TOKEN: 'pushes' };
  expect(readSettings(args, variables)).toMatchObject({
    environments: [{ id: 834 }],
    statePath: 'data/discovery.sqlite',
    pushToken: 'pushes',
  });
  const named = new Set(
    PAGE.match(
      /(?<=[`\s])--(?:watch|poll|header-file|target|docs-url|allow-other-project|state|config|wait)\b/g,
    ),
  );
  expect([...named].sort()).toEqual([
    '--allow-other-project',
    '--config',
    '--docs-url',
    '--header-file',
    '--poll',
    '--state',
    '--target',
    '--wait',
    '--watch',
  ]);
});
