import { createRelationIndexBuilder } from '../../../src/facts/relation-index/builder.ts';
import { computeUpstream } from '../../../src/facts/upstream/compute-upstream.ts';
import { createEnvironmentGraphBuilder } from '../../../src/facts/upstream/environment-graph.ts';
import type { UpstreamEnvironment, Upstreams } from '../../../src/facts/upstream/upstreams.ts';
import { answerParent } from '../../support/process/channel.ts';
import { countsOf, namesOf } from '../project/names.ts';
import { graphPages, indexPages } from './project-nodes.ts';

/** The graph of a generated project in a process of its own: what it weighs, and what it costs to work its answers out. */

export interface BuiltGraph {
  readonly nodes: number;
  readonly edges: number;
  /** Objects and buffers that the process holds more than before, garbage collected. */
  readonly heldBytes: number;
}

/** Processor time of the main thread, in milliseconds. */
export interface UpstreamWork {
  readonly computeMs: number;
  readonly longestSliceMs: number;
  /** To look every table up: the time of its data, its status, its counts. */
  readonly lookUpMs: number;
  /** Tables with every source above them. */
  readonly wholeTables: number;
  readonly sources: number;
  /** What the answers weigh, beside the graph. */
  readonly answerBytes: number;
}

const ENVIRONMENT_ID = '834';
/** One pass leaves what has finalizers. */
const COLLECTIONS = 3;

let environment: UpstreamEnvironment | null = null;
/** Kept, as the subgraph keeps it. */
let upstreams: Upstreams | null = null;

function build(models: number): BuiltGraph {
  const relations = createRelationIndexBuilder({
    environmentId: ENVIRONMENT_ID,
    adapterType: 'snowflake',
    projectName: 'large',
  });
  for (const page of indexPages(models)) relations.add(page);
  const index = relations.finish();
  const before = heldBytes();
  const builder = createEnvironmentGraphBuilder(ENVIRONMENT_ID);
  // By turns, as the pages of the two states come.
  const definition = graphPages(models, 'definition');
  for (const page of graphPages(models, 'applied')) {
    builder.add(page);
    builder.add(definition.next().value ?? []);
  }
  const graph = builder.finish();
  environment = { graph, relations: index };
  const after = heldBytes();
  let edges = 0;
  for (let row = 0; row < graph.rowCount; row += 1) {
    graph.eachParent(row, () => {
      edges += 1;
    });
  }
  return { nodes: graph.rowCount, edges, heldBytes: after - before };
}

function work(models: number): UpstreamWork {
  if (environment === null) throw new Error('The graph was not built.');
  const slices = computeUpstream([environment], { onOddity() {} });
  let computeMs = 0;
  let longestSliceMs = 0;
  for (;;) {
    const startedMs = usedMs();
    const { done, value } = slices.next();
    const sliceMs = usedMs() - startedMs;
    computeMs += sliceMs;
    longestSliceMs = Math.max(longestSliceMs, sliceMs);
    if (!done) continue;
    upstreams = value;
    return { computeMs, longestSliceMs, ...lookUp(value, models), answerBytes: value.weightBytes };
  }
}

function lookUp(answers: Upstreams, models: number) {
  const ids = Array.from({ length: models }, (_, number) => namesOf('models', number).uniqueId);
  const { sources } = countsOf(models, 'tight');
  const startedMs = usedMs();
  let wholeTables = 0;
  for (const uniqueId of ids) {
    const upstream = answers.of(ENVIRONMENT_ID, uniqueId);
    const isTold = upstream !== null && upstream.dataAsOf !== null && upstream.sourceStatus === 'PASS';
    if (isTold && upstream.sourceCount === sources) wholeTables += 1;
  }
  return { lookUpMs: usedMs() - startedMs, wholeTables, sources };
}

function heldBytes(): number {
  for (let collection = 0; collection < COLLECTIONS; collection++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function usedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

answerParent({ build, work, isKept: () => upstreams !== null });
// Without a server or a request nothing else keeps this process running.
process.channel?.ref();
