/** Nodes of a dbt manifest, as dbt writes them, from a few words each. The project is called `shop`; relations are given as `database.schema.name`. */

export interface ManifestNode {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly relation_name: string | null;
  readonly [field: string]: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

const PACKAGE = 'shop';

export function model(relation: string, fields: Fields = {}): ManifestNode {
  return builder('model', relation, { config: { materialized: 'table' }, ...fields });
}

export function seed(relation: string, fields: Fields = {}): ManifestNode {
  return builder('seed', relation, { config: { materialized: 'seed' }, ...fields });
}

/** A table that others load, declared in a group of sources. Its freshness is not configured unless `freshness` says so. */
export function source(group: string, relation: string, fields: Fields = {}): ManifestNode {
  const { database, schema, name } = split(relation);
  return {
    ...common('source', `source.${PACKAGE}.${group}.${name}`, name),
    database,
    schema,
    identifier: name,
    relation_name: quote(relation),
    source_name: group,
    source_description: '',
    description: '',
    columns: {},
    freshness: NOT_CONFIGURED,
    loader: '',
    ...fields,
  };
}

/** What dbt writes for a source whose freshness nobody configured: criteria without a threshold. */
const NOT_CONFIGURED = {
  warn_after: { count: null, period: null },
  error_after: { count: null, period: null },
  filter: null,
};

/** Criteria of a source that is to be loaded every day. */
export const DAILY = {
  warn_after: { count: 1, period: 'day' },
  error_after: { count: 2, period: 'day' },
  filter: null,
};

function builder(type: string, relation: string, fields: Fields): ManifestNode {
  const { database, schema, name } = split(relation);
  return {
    ...common(type, `${type}.${PACKAGE}.${name}`, name),
    database,
    schema,
    alias: name,
    relation_name: quote(relation),
    description: '',
    columns: {},
    depends_on: { nodes: [] },
    ...fields,
  };
}

/** Columns as a YAML file declares them: a text for each name. */
export function columns(texts: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(texts).map(([name, description]) => [name, { name, description }]),
  );
}

/** A generic test `not_null` on one column, hanging on its node as dbt hangs it. */
export function notNull(owner: ManifestNode, column: string, fields: Fields = {}): ManifestNode {
  return genericTest('not_null', owner, { column_name: column }, fields);
}

/** A generic test with its arguments. dbt attaches it to models, seeds and snapshots, but not to sources. */
export function genericTest(
  kind: string,
  owner: ManifestNode,
  kwargs: Fields,
  fields: Fields = {},
): ManifestNode {
  const isSource = owner.resource_type === 'source';
  const target = isSource ? `${owner.source_name}_${owner.name}` : owner.name;
  const column = typeof kwargs.column_name === 'string' ? kwargs.column_name : null;
  const name = [isSource ? `source_${kind}` : kind, target, column ?? 'arguments']
    .join('_')
    .replace(/\W+/g, '_');
  const reference = isSource ? `source('${owner.source_name}', '${owner.name}')` : `ref('${owner.name}')`;
  return {
    ...common('test', `test.${PACKAGE}.${name}.0123456789`, name),
    database: 'wh',
    schema: 'audit',
    alias: name,
    relation_name: null,
    config: { severity: 'ERROR', materialized: 'test', enabled: true },
    depends_on: { nodes: [owner.unique_id] },
    attached_node: isSource ? null : owner.unique_id,
    column_name: column,
    test_metadata: {
      name: kind,
      namespace: null,
      kwargs: { ...kwargs, model: `{{ get_where_subquery(${reference}) }}` },
    },
    ...fields,
  };
}

/** A test written as a query over whole tables. */
export function singularTest(name: string, reads: readonly ManifestNode[]): ManifestNode {
  return {
    ...common('test', `test.${PACKAGE}.${name}`, name),
    relation_name: null,
    config: { severity: 'ERROR', materialized: 'test', enabled: true },
    depends_on: { nodes: reads.map(({ unique_id }) => unique_id) },
    column_name: null,
  };
}

/** A test of a model's code, which judges no row of its table. */
export function unitTest(name: string, tested: ManifestNode): ManifestNode {
  return {
    ...common('unit_test', `unit_test.${PACKAGE}.${tested.name}.${name}`, name),
    relation_name: null,
    model: tested.name,
    given: [],
    expect: { rows: [] },
    depends_on: { nodes: [tested.unique_id] },
  };
}

function common(resourceType: string, uniqueId: string, name: string) {
  return {
    unique_id: uniqueId,
    resource_type: resourceType,
    name,
    package_name: PACKAGE,
    original_file_path: `models/${name}`,
    fqn: [PACKAGE, name],
    tags: [],
    meta: {},
  };
}

/** The relation as dbt renders it where every part is quoted; parts that are missing are left out. */
function quote(relation: string): string {
  const parts = relation.split('.').filter((part) => part !== '');
  return parts.map((part) => `"${part}"`).join('.');
}

function split(relation: string) {
  const [name = '', schema = '', database = ''] = relation.split('.').reverse();
  return { database, schema, name };
}
