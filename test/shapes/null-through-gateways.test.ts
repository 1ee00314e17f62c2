import { expect, test } from 'vitest';
import { adaptOwners } from '../../scripts/shapes/adapt-owner.ts';
import { demoRelations } from '../../scripts/shapes/owner/relations.ts';
import { readOwner } from '../../scripts/shapes/owners.ts';
import { startSubgraphs } from '../../scripts/shapes/start-subgraphs.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { GATEWAY_KINDS, GATEWAYS } from '../support/gateways.ts';
import { openTools } from './tools.ts';

const QUERY = `{ tables { edges { node { dbt { match { status reason } }
  columns { edges { node { dbt { match { status reason } } } } } } } } }`;

test.each(GATEWAY_KINDS)(
  'a table whose database is null is in no dbt project, nor are its columns, through the %s gateway',
  async (kind) => {
    const owners = [{ name: 'catalog', text: readOwner('31-relay') }];
    const adapted = await adaptOwners(owners, []);
    if (adapted.kind === 'refused') throw new Error(adapted.report.join('\n'));
    const customers = demoRelations(['main']).filter(
      ({ schema, name }) => schema === 'marts' && name === 'customers',
    );
    const relations = [...customers, ...customers.map((relation) => ({ ...relation, database: null }))];
    await using tools = await openTools();
    const running: { stop(): Promise<void> }[] = [];
    try {
      const gateway = await GATEWAYS[kind](
        await startSubgraphs({ owners, adapted, relations }, tools, running),
      );
      running.push(gateway);
      const { body } = await ask(gateway.url, QUERY);
      expect(body.errors).toBeUndefined();
      const reason = expect.stringContaining('`Table.schema.database.name` of this table is null');
      expect(body.data.tables.edges).toMatchObject([
        { node: { dbt: { match: { status: 'EXACT' } } } },
        { node: { dbt: { match: { status: 'NOT_IN_DBT', reason } } } },
      ]);
      const [known, unknown] = body.data.tables.edges.map(({ node }: Parsed) =>
        node.columns.edges.map((edge: Parsed) => edge.node.dbt.match.status),
      );
      expect(new Set(known)).toEqual(new Set(['EXACT']));
      expect(new Set(unknown)).toEqual(new Set(['TABLE_NOT_MATCHED']));
    } finally {
      for (const { stop } of running.reverse()) await stop();
    }
  },
);
