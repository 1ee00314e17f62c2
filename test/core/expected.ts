import type { RecordedStep } from './dbt/record.ts';
import type { StepName } from './dbt/story.ts';
import type { Page, ShownTable } from './page.ts';

/** What a step changes of the page, written by hand; whatever it does not name must stay. */
type Change = Readonly<Record<string, Partial<ShownTable>>>;

const UNKNOWN: ShownTable = {
  match: 'NOT_IN_DBT',
  description: null,
  refreshedAt: null,
  lastAttempt: null,
  sourceStatus: null,
  tests: null,
  columns: {},
  columnMatches: ['TABLE_NOT_MATCHED'],
};
const NOT_BUILT: ShownTable = { ...UNKNOWN, match: 'NOT_BUILT' };
const MATCHED: ShownTable = {
  ...UNKNOWN,
  match: 'EXACT',
  tests: {},
  columnMatches: ['CATALOG_NOT_GENERATED'],
};
const TOTALS = { description: 'What each customer has spent.', columns: { total: 'Euros.' } };

const BEFORE: Page = {
  'raw.orders': { ...MATCHED, description: 'Orders as the web shop writes them.' },
  'marts.customers': UNKNOWN,
  'marts.stg_orders': NOT_BUILT,
  'marts.orders': NOT_BUILT,
  'marts.customer_totals': NOT_BUILT,
  'marts.customer_value': UNKNOWN,
};

/** The page after each step of the story, the earlier steps remembered. */
export function expectedPages(story: readonly RecordedStep[]): ReadonlyMap<StepName, Page> {
  const changes = changesOf(createMoments(story));
  const pages = new Map<StepName, Page>();
  let page = BEFORE;
  for (const { name } of story) {
    const changed = Object.entries(changes[name]).map(([path, facts]) => [path, merge(page, path, facts)]);
    page = { ...page, ...Object.fromEntries(changed) };
    pages.set(name, page);
  }
  return pages;
}

function merge(page: Page, path: string, facts: Partial<ShownTable>): ShownTable {
  const before = page[path];
  if (before === undefined) throw new Error(`The warehouse has no ${path}`);
  return { ...before, ...facts };
}

function changesOf({ built, loadedAt }: Moments): Readonly<Record<StepName, Change>> {
  /** dbt built the node in this step, in the first or a later command. */
  const anew = (step: StepName, node: string) => ({
    refreshedAt: built(step, node),
    lastAttempt: 'success',
  });
  const described = ['EXACT', 'NOT_IN_DBT'];
  return {
    seed: {
      'marts.customers': {
        ...MATCHED,
        description: 'Everybody who ever bought something.',
        ...anew('seed', 'seed.shop.customers'),
      },
    },
    run: {
      'marts.stg_orders': { ...MATCHED, ...anew('run', 'model.shop.stg_orders') },
      'marts.orders': {
        ...MATCHED,
        ...anew('run', 'model.shop.orders'),
        description: 'One row per order.',
        tests: { unique: 'NOT_RUN', not_null: 'NOT_RUN' },
        columns: { order_id: 'Key of the order.', amount: 'Euros without tax.' },
        columnMatches: described,
      },
      'marts.customer_totals': {
        ...MATCHED,
        ...anew('run', 'model.shop.customer_totals'),
        ...TOTALS,
        columnMatches: described,
      },
    },
    test: { 'marts.orders': { tests: { unique: 'PASS', not_null: 'PASS' } } },
    'docs generate': Object.fromEntries(
      ['raw.orders', 'marts.customers', 'marts.stg_orders', 'marts.orders', 'marts.customer_totals'].map(
        (path) => [path, { columnMatches: ['EXACT'] }],
      ),
    ),
    'run of one model': {
      'marts.customer_totals': anew('run of one model', 'model.shop.customer_totals'),
    },
    'failing test': {
      'marts.orders': {
        ...anew('failing test', 'model.shop.orders'),
        tests: { unique: 'FAIL', not_null: 'PASS' },
      },
    },
    'source freshness': {
      'raw.orders': { refreshedAt: loadedAt('source freshness'), sourceStatus: 'PASS' },
    },
    'clean and build': {
      'marts.customers': anew('clean and build', 'seed.shop.customers'),
      'marts.stg_orders': anew('clean and build', 'model.shop.stg_orders'),
      'marts.orders': {
        ...anew('clean and build', 'model.shop.orders'),
        tests: { unique: 'PASS', not_null: 'PASS' },
      },
      'marts.customer_totals': anew('clean and build', 'model.shop.customer_totals'),
    },
    compile: {},
    'clone to another target': {},
    'failing run': {
      'marts.stg_orders': anew('failing run', 'model.shop.stg_orders'),
      'marts.orders': { lastAttempt: 'error' },
      'marts.customer_totals': { lastAttempt: 'skipped' },
    },
    retry: {
      'marts.orders': anew('retry', 'model.shop.orders'),
      'marts.customer_totals': anew('retry', 'model.shop.customer_totals'),
    },
    'renamed model': {
      'marts.stg_orders': anew('renamed model', 'model.shop.stg_orders'),
      'marts.orders': anew('renamed model', 'model.shop.orders'),
      'marts.customer_totals': UNKNOWN,
      'marts.customer_value': {
        ...MATCHED,
        ...anew('renamed model', 'model.shop.customer_value'),
        ...TOTALS,
        columnMatches: described,
      },
    },
    'removed model': {
      'marts.stg_orders': anew('removed model', 'model.shop.stg_orders'),
      'marts.orders': anew('removed model', 'model.shop.orders'),
      'marts.customer_value': UNKNOWN,
    },
  };
}

interface Moments {
  /** When dbt had built the node. */
  built(step: StepName, node: string): string;
  /** The newest row that the check of a source saw. */
  loadedAt(step: StepName): string;
}

interface Results {
  readonly results: readonly {
    readonly unique_id: string;
    readonly max_loaded_at?: string;
    readonly timing: readonly { readonly name: string; readonly completed_at: string }[];
  }[];
}

/** Reads dbt's files past every reader of the product. */
function createMoments(story: readonly RecordedStep[]): Moments {
  const results = (step: StepName, file: string) =>
    (story.find(({ name }) => name === step)?.written ?? [])
      .map(({ files }) => files.get(file))
      .filter((bytes) => bytes !== undefined)
      .flatMap((bytes) => (JSON.parse(bytes.toString()) as Results).results);
  const toInstant = (text: string | undefined, what: string) => {
    if (text === undefined) throw new Error(`dbt has not told ${what}`);
    return new Date(text).toISOString();
  };
  return {
    built(step, node) {
      const result = results(step, 'run_results.json').find(({ unique_id }) => unique_id === node);
      const phase = result?.timing.find(({ name }) => name === 'execute');
      return toInstant(phase?.completed_at, `when ${step} built ${node}`);
    },
    loadedAt: (step) =>
      toInstant(results(step, 'sources.json')[0]?.max_loaded_at, `how old the source was at ${step}`),
  };
}
