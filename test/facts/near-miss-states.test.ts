import { describe, expect, it } from 'vitest';
import { describeNearMiss } from '../../src/facts/near-miss/describe-near-miss.ts';
import type { IndexedNode } from '../../src/facts/node.ts';
import { environment, model, relation, source } from './builders.ts';

const orders = model('orders', 'db.marts.orders');

/** The explanation where one environment has built the first nodes and declares the others. */
function explain(
  asked: string,
  built: readonly IndexedNode[],
  declared: readonly IndexedNode[],
  adapter = 'postgres',
): string {
  return describeNearMiss(relation(asked), [environment(adapter, built)], [environment(adapter, declared)]);
}

describe('each relation once', () => {
  const quoted = model('orders', 'DB.S.Orders', { relationName: '"DB"."S"."Orders"' });

  it('though both states have it, and quoting is seen in one of them', () => {
    const declared = { ...quoted, relationName: null };
    expect(explain('DB.X.Orders', [quoted], [declared], 'snowflake')).toMatch(
      /^`Orders` exists in schema `S`, not `X` \(model\.shop\.orders\)\./,
    );
    expect(explain('DB.S.ORDERS', [quoted], [declared], 'snowflake')).toMatch(
      /^`DB\.S\.Orders` of model `orders` \(model\.shop\.orders\) differs from it only by case, but is quoted/,
    );
    // Three names in another case are farther off than a relation that has only moved.
    expect(explain('db.s.orders', [quoted], [declared], 'snowflake')).toMatch(
      /^`DB\.S\.Orders` of model `orders` \(model\.shop\.orders\) differs from it only by case, but is quoted/,
    );
  });

  it('though a builder and a source have it, spelled in two cases', () => {
    const nodes = [source('a_orders', 'db.s.orders'), model('orders', 'DB.S.ORDERS')];
    expect(explain('db.x.orders', nodes, nodes, 'snowflake')).toMatch(
      /exists in schema `S`, not `x` \(model\.shop\.orders\)\./,
    );
    expect(explain('x.y.orders', nodes, [], 'snowflake')).toMatch(
      /exists only elsewhere: `DB\.S\.ORDERS` \(model\.shop\.orders\)\./,
    );
  });

  it('though two environments have it', () => {
    const environments = ['1', '2'].map((id) => environment('postgres', [orders], id));
    expect(describeNearMiss(relation('x.y.orders'), environments, [])).toMatch(
      /exists only elsewhere: `db\.marts\.orders` \(model\.shop\.orders\)\./,
    );
    const [reading, building] = [
      environment('postgres', [source('a', 'db.marts.orders')], '1'),
      environment('postgres', [orders], '2'),
    ];
    expect(describeNearMiss(relation('x.y.orders'), [reading, building], [])).toMatch(
      /exists only elsewhere: `db\.marts\.orders` \(model\.shop\.orders\)\./,
    );
  });

  it('but two relations where the warehouse tells the spellings apart', () => {
    const nodes = [model('a', 'p.s.orders'), model('b', 'p.t.orders'), source('c', 'p.t.orders')];
    expect(explain('p.x.orders', nodes, nodes, 'bigquery')).toMatch(
      /exists in schema `s` and `t`, not `x` \(model\.shop\.a and model\.shop\.b\)\./,
    );
  });
});

describe('what is declared, but does not stand in the warehouse', () => {
  const payments = model('payments', 'db.core.payments');

  it('does not exist in its schema yet', () => {
    expect(explain('db.dev.payments', [orders], [orders, payments])).toBe(
      "`db.core.payments` of model `payments` (model.shop.payments) comes near, but stands in schema `core`, not `dev`, and no run has built it yet. Check which schema the environment's jobs write to, and which one the catalogue reads, and run a job that builds it.",
    );
    expect(explain('db.dev.payments', [orders], [source('payments', 'db.core.payments')])).toMatch(
      /and no job has run since it was declared\. .*, and run a job of its environment\.$/,
    );
  });

  it('may be meant by quotes, a path or a slip', () => {
    const path = { database: null, schema: 'x', name: '"db"."core"."payments"' };
    const [built, declared] = [environment('postgres', [orders]), environment('postgres', [payments])];
    expect(describeNearMiss(path, [built], [declared])).toBe(
      'The name holds a whole path in quotes; read so, it is `db.core.payments` of model `payments` (model.shop.payments), but no run has built it yet: give database, schema and name apart, without quotes, and run a job that builds it.',
    );
    expect(describeNearMiss(relation('db.core.paymnets'), [built], [declared])).toBe(
      '`db.core.payments` of model `payments` (model.shop.payments) comes near, but is spelled a little otherwise, and no run has built it yet: if that is the table, correct its name in the catalogue, and run a job that builds it.',
    );
  });

  it('stands behind what does', () => {
    const moved = model('orders', 'db.core.orders');
    expect(explain('db.dev.orders', [orders], [moved])).toMatch(
      /^`orders` exists in schema `marts`, not `dev` \(model\.shop\.orders\)\./,
    );
  });

  it('nor does a model that was built count as ephemeral, once its code says so', () => {
    const inlined = model('orders', 'db.dev.orders', { materializedType: 'ephemeral' });
    expect(explain('db.dev.orders', [orders], [inlined])).toMatch(
      /^`orders` exists in schema `marts`, not `dev` \(model\.shop\.orders\)\./,
    );
    expect(explain('db.dev.orders', [], [inlined])).toMatch(/^Model `orders` .* is ephemeral:/);
  });

  it('where it was moved to', () => {
    const moved = model('orders', 'db.core.orders');
    expect(explain('db.core.orders', [orders], [moved])).toBe(
      "The project's code now puts model `orders` (model.shop.orders) there, but the table that was built stands elsewhere. Run a job that builds it again.",
    );
    const asked = { database: 'db', schema: 'core', name: '[orders]' };
    const states = [environment('postgres', [orders]), environment('postgres', [moved])] as const;
    expect(describeNearMiss(asked, [states[0]], [states[1]])).toBe(
      'Without the quotes in its names it is `db.core.orders` of model `orders` (model.shop.orders), but the table that was built stands elsewhere: give database, schema and name as they are stored, without quotes, and run a job that builds it again.',
    );
  });
});
