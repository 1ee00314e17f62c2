import {
  at,
  type Kind,
  type NodeNames,
  namesOf,
  resourceTypeOf,
  TESTS_PER_MODEL,
  type Weave,
} from './names.ts';
import { type NodeNumber, parentsOf } from './parents.ts';
import type { Row } from './row.ts';
import { columnNames, runTimes, testRow } from './tests.ts';
import { describe } from './texts.ts';
import { builtAt } from './times.ts';

/** Which of the API's types a node is shown as: in its own list, inside another node, or in the graph. */
export type Form = 'applied' | 'definition' | 'appliedNested' | 'definitionNested' | 'lineage';

export interface RowContext {
  readonly environmentId: number;
  readonly models: number;
  readonly weave: Weave;
  /** How often the environment has changed so far. */
  readonly changes: number;
}

const TYPE_ENDINGS: Readonly<Record<Form, string>> = {
  applied: 'AppliedStateNode',
  definition: 'DefinitionNode',
  appliedNested: 'AppliedStateNestedNode',
  definitionNested: 'DefinitionNestedNode',
  lineage: 'LineageNode',
};
const MATERIALIZATIONS = ['table', 'view', 'incremental'] as const;

export function nodeRow(context: RowContext, kind: Kind, number: number, form: Form): Row {
  return new NodeRow(context, kind, number, form) as unknown as Row;
}

/** What the graph calls the type of a node: its lists write it small. */
export function titleOf(kind: Kind): string {
  const type = resourceTypeOf(kind);
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

/** One node, a getter for each field of its type: most documents ask for a few of them. */
class NodeRow {
  readonly #context: RowContext;
  readonly #kind: Kind;
  readonly #number: number;
  readonly #form: Form;
  readonly #names: NodeNames;
  readonly accountId = 71;
  readonly projectId = 5;
  readonly publicParentIds: readonly string[] = [];

  constructor(context: RowContext, kind: Kind, number: number, form: Form) {
    this.#context = context;
    this.#kind = kind;
    this.#number = number;
    this.#form = form;
    this.#names = namesOf(kind, number);
  }

  get __typename() {
    return `${titleOf(this.#kind)}${TYPE_ENDINGS[this.#form]}`;
  }
  get environmentId() {
    return this.#context.environmentId;
  }
  get uniqueId() {
    return this.#names.uniqueId;
  }
  get name() {
    return this.#names.name;
  }
  get packageName() {
    return this.#names.packageName;
  }
  get database() {
    return this.#names.database;
  }
  get schema() {
    return this.#names.schema;
  }
  get alias() {
    return this.#names.relation;
  }
  get identifier() {
    return this.#names.relation;
  }
  get relationName() {
    const { database, schema, relation } = this.#names;
    return `"${database}"."${schema}"."${relation}"`;
  }
  get resourceType() {
    return this.#form === 'lineage' ? titleOf(this.#kind) : resourceTypeOf(this.#kind);
  }
  get filePath() {
    return `${this.#kind}/${this.name}.sql`;
  }
  get fqn() {
    return [this.packageName, this.name];
  }
  get materializedType() {
    return this.#kind === 'models' ? at(MATERIALIZATIONS, this.#number) : null;
  }
  get materializationType() {
    return this.materializedType;
  }
  get tags() {
    return [at(['daily', 'hourly'], this.#number)];
  }
  get meta() {
    return { owner: `team-${this.#number % 9}`, tier: this.#number % 3 };
  }
  get sourceName() {
    return `${this.packageName}_app`;
  }
  get sourceDescription() {
    return `What the application of ${this.packageName} writes.`;
  }
  get description() {
    return describe(this.name, this.#number, this.#context.changes);
  }
  get rawCode() {
    return `select * from {{ ref('${this.name}') }}`;
  }
  get compiledCode() {
    return `select * from ${this.relationName}`;
  }
  get executionInfo() {
    return runTimes(this.#number);
  }
  get catalog() {
    return { uniqueId: this.uniqueId, environmentId: this.environmentId, ...catalogOf(this.#number) };
  }
  get tests() {
    if (this.#kind !== 'models') return [];
    return Array.from({ length: TESTS_PER_MODEL }, (_, position) => testRow(this.#number, position));
  }
  get freshness() {
    return freshnessOf(this.#number);
  }
  get parents() {
    const form = this.#form === 'definition' ? 'definitionNested' : 'appliedNested';
    return this.#parents().map(({ kind, number }) => nodeRow(this.#context, kind, number, form));
  }
  get parentIds() {
    return this.#parents().map(({ kind, number }) => namesOf(kind, number).uniqueId);
  }

  #parents(): readonly NodeNumber[] {
    const { models, weave } = this.#context;
    return parentsOf({ kind: this.#kind, number: this.#number }, models, weave);
  }
}

function catalogOf(number: number): Row {
  return {
    owner: 'TRANSFORMER',
    type: 'BASE TABLE',
    runGeneratedAt: builtAt(number),
    columns: columnNames(number).map((name, position) => ({
      name: name.toUpperCase(),
      description: `The ${name.replaceAll('_', ' ')} of the row, as the source system has it.`,
      comment: null,
      type: position % 2 === 0 ? 'NUMBER' : 'TEXT',
      index: position + 1,
      tags: [],
      meta: {},
    })),
  };
}

function freshnessOf(number: number): Row {
  return {
    criteria: { warnAfter: { count: 12, period: 'hour' }, errorAfter: { count: 24, period: 'hour' } },
    freshnessChecked: true,
    freshnessStatus: 'Pass',
    freshnessRunGeneratedAt: builtAt(0),
    maxLoadedAt: builtAt(number),
    snapshottedAt: builtAt(0),
  };
}
