import {
  NEEDS_ALL_SOURCES,
  NEEDS_CODE,
  NEEDS_DETAILS,
  NEEDS_FAILING_NODES,
  NEEDS_NOTHING,
  NEEDS_STALEST_SOURCES,
  type Needs,
  needs,
} from '../../loaders/needs.ts';
import { MAX_SOURCES, USUAL_SOURCES } from '../../loaders/upstream-record.ts';
import type { FieldsOf } from '../field-types.ts';

/** What the graph of ancestors tells costs no read of its own. */
export const DbtUpstream: FieldsOf<'DbtUpstream'> = {
  dataAsOf: { needs: NEEDS_NOTHING, value: ({ dataAsOf }) => dataAsOf },
  reason: { needs: NEEDS_NOTHING, value: ({ reason }) => reason },
  sourceStatus: { needs: NEEDS_NOTHING, value: ({ sourceStatus }) => sourceStatus },
  sourceCount: { needs: NEEDS_NOTHING, value: ({ sourceCount }) => sourceCount },
  unknownSources: { needs: NEEDS_NOTHING, value: ({ unknownSources }) => unknownSources },
  sources: {
    needs(below, { first }) {
      if (!isMoreThanTheIndex(below)) return below;
      return below | ((first ?? USUAL_SOURCES) > USUAL_SOURCES ? NEEDS_ALL_SOURCES : NEEDS_STALEST_SOURCES);
    },
    value: ({ sources }, { first }) => sources(first ?? USUAL_SOURCES),
    // None is answered once, so that what is selected below always counts.
    times: ({ first }) => Math.max(1, Math.min(first ?? USUAL_SOURCES, MAX_SOURCES)),
  },
  failing: {
    needs: (below) => below | (isMoreThanTheIndex(below) ? NEEDS_FAILING_NODES : NEEDS_NOTHING),
    value: ({ failing }) => failing,
  },
};

/** What the index tells of a node upstream is there already. */
function isMoreThanTheIndex(below: Needs): boolean {
  return needs(below, NEEDS_DETAILS | NEEDS_CODE);
}

export const DbtUpstreamSource: FieldsOf<'DbtUpstreamSource'> = {
  node: { needs: NEEDS_NOTHING, value: ({ node }) => node },
  maxLoadedAt: { needs: NEEDS_NOTHING, value: ({ maxLoadedAt }) => maxLoadedAt },
  status: { needs: NEEDS_NOTHING, value: ({ status }) => status },
  checkedAt: { needs: NEEDS_NOTHING, value: ({ checkedAt }) => checkedAt },
};

export const DbtUpstreamFailure: FieldsOf<'DbtUpstreamFailure'> = {
  node: { needs: NEEDS_NOTHING, value: ({ node }) => node },
  distance: { needs: NEEDS_NOTHING, value: ({ distance }) => distance },
  reason: { needs: NEEDS_NOTHING, value: ({ reason }) => reason },
};
