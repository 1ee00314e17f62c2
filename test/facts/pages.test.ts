import { expect, test } from 'vitest';
import { type EnvironmentPlace, toEnvironmentPages, toNodeUrl, toRunUrl } from '../../src/facts/pages.ts';

const PLATFORM: EnvironmentPlace = {
  adminUrl: 'https://ab123.us1.dbt.com',
  accountId: '71',
  projectId: '5',
  deploymentType: 'production',
  docsUrl: null,
};
const ORDERS = { resourceType: 'MODEL', uniqueId: 'model.shop.orders' } as const;

function urlsOf(
  changes: Partial<EnvironmentPlace>,
  node: Parameters<typeof toNodeUrl>[1] = ORDERS,
  runId: string | null = '123',
) {
  const pages = toEnvironmentPages({ ...PLATFORM, ...changes });
  return [toNodeUrl(pages, node), toRunUrl(pages, runId)];
}

const RUN = 'https://ab123.us1.dbt.com/deploy/71/projects/5/runs/123';
const details = (kind: string) =>
  `https://ab123.us1.dbt.com/explore/71/projects/5/environments/${kind}/details/model.shop.orders`;

test.each<[string, Partial<EnvironmentPlace>, readonly (string | null)[]]>([
  ['a production environment', {}, [details('production'), RUN]],
  ['a staging environment', { deploymentType: 'staging' }, [details('staging'), RUN]],
  ['a general deployment, which Catalog does not show', { deploymentType: null }, [null, RUN]],
  ['a type that is not known yet', { deploymentType: 'sandbox' }, [null, RUN]],
  ['an account that is not known', { accountId: null }, [null, null]],
  ['a project that is not known', { projectId: null }, [null, null]],
  ['a host by http, which is no account', { adminUrl: 'http://localhost:4010' }, [null, null]],
  [
    'dbt Core with docs',
    { accountId: null, docsUrl: 'https://docs.example.com/shop/' },
    ['https://docs.example.com/shop/#!/model/model.shop.orders', null],
  ],
])('%s', (_, place, urls) => {
  expect(urlsOf(place)).toEqual(urls);
});

test.each(['MODEL', 'SOURCE', 'SEED', 'SNAPSHOT'] as const)(
  'dbt docs show a %s under its kind',
  (resourceType) => {
    const [url] = urlsOf({ docsUrl: 'https://d/' }, { resourceType, uniqueId: 'x.y.z' });
    expect(url).toBe(`https://d/#!/${resourceType.toLowerCase()}/x.y.z`);
  },
);

test('ids are written so that they end where they should', () => {
  const node = { resourceType: 'SOURCE', uniqueId: 'source.shop.ga4/..?x#y "é"' } as const;
  const [url, run] = urlsOf({}, node, '1/../2');
  expect(url).toMatch(/details\/source\.shop\.ga4%2F\.\.%3Fx%23y%20%22%C3%A9%22$/);
  expect(run).toMatch(/runs\/1%2F\.\.%2F2$/);
  expect(urlsOf({ docsUrl: 'https://d/' }, node)[0]).toMatch(
    /#!\/source\/source\.shop\.ga4%2F\.\.%3Fx%23y%20%22%C3%A9%22$/,
  );
});

test('a run without an id has no page', () => {
  expect(urlsOf({}, ORDERS, null)[1]).toBeNull();
});
