import { type ArtifactFolder, run, writeArtifacts } from '../../support/artifact-folder.ts';
import { DAILY, model, notNull, seed, source } from '../../support/artifact-nodes.ts';

/** Tables of `warehouse.marts` that differ in what they are made of, a day before the present of the console's tests. */

const BUILT_AT = '2026-11-23T06:00:00Z';

/** The source `raw.s0` is the stalest, and each further one an hour fresher. */
const STALEST_MS = Date.parse('2026-11-20T06:00:00Z');
const HOUR_MS = 60 * 60_000;

export interface UpstreamProjectOptions {
  /** Sources of `marts.wide`: checked ones, but for the last, which nobody checks. */
  readonly sources: number;
  /** Models between them and `marts.wide` whose last build failed, each made of the one before. */
  readonly broken: number;
}

/**
 * `marts.wide` is made of `stage_0`, that of `stage_1` and so on; the last of them of all sources. `marts.plain` is made of the freshest
 * checked source alone, `marts.planted` of a seed whose last load failed.
 */
export function writeUpstreamProject({ sources, broken }: UpstreamProjectOptions): ArtifactFolder {
  const checked = Array.from({ length: sources - 1 }, (_, number) =>
    source('raw', `warehouse.raw.s${number}`, { freshness: DAILY }),
  );
  const unchecked = source('raw', 'warehouse.raw.unchecked');
  const ids = [...checked, unchecked].map(({ unique_id }) => unique_id);
  const stages: ReturnType<typeof model>[] = [];
  for (let number = broken - 1; number >= 0; number -= 1) {
    const above = stages.at(-1);
    stages.push(
      model(`warehouse.staging.stage_${number}`, {
        depends_on: { nodes: above === undefined ? ids : [above.unique_id] },
      }),
    );
  }
  const nearest = stages.at(-1);
  const freshest = checked.at(-1)?.unique_id ?? '';
  const wide = model('warehouse.marts.wide', {
    depends_on: { nodes: nearest === undefined ? ids : [nearest.unique_id] },
  });
  const plain = model('warehouse.marts.plain', { depends_on: { nodes: [freshest] } });
  const rates = seed('warehouse.reference.rates');
  const planted = model('warehouse.marts.planted', { depends_on: { nodes: [rates.unique_id] } });
  const builders = [...stages, wide, plain, rates, planted];
  const tests = checked.slice(0, 1).map((owner) => notNull(owner, 'id'));
  const success = Object.fromEntries(builders.map(({ unique_id }) => [unique_id, 'success']));
  const failure = Object.fromEntries([...stages, rates].map(({ unique_id }) => [unique_id, 'error']));
  return writeArtifacts({
    nodes: [...checked, unchecked, ...builders, ...tests],
    runs: [
      run('build', BUILT_AT, success),
      run('build', '2026-11-24T06:00:00Z', {
        ...failure,
        ...Object.fromEntries(tests.map(({ unique_id }) => [unique_id, { status: 'fail', failures: 3 }])),
      }),
    ],
    checks: [
      {
        at: '2026-11-24T06:30:00Z',
        results: Object.fromEntries(
          checked.map(({ unique_id }, number) => [
            unique_id,
            {
              status: number === 0 ? 'error' : number === 1 ? 'warn' : 'pass',
              maxLoadedAt: new Date(STALEST_MS + number * HOUR_MS).toISOString(),
            },
          ]),
        ),
      },
    ],
  });
}
