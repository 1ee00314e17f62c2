import { NEEDS_NOTHING } from '../../loaders/needs.ts';
import type { FieldsOf } from '../field-types.ts';

/** What the graph of ancestors tells costs no read of its own. */
export const DbtUpstream: FieldsOf<'DbtUpstream'> = {
  dataAsOf: { needs: NEEDS_NOTHING, value: ({ dataAsOf }) => dataAsOf },
  reason: { needs: NEEDS_NOTHING, value: ({ reason }) => reason },
  sourceStatus: { needs: NEEDS_NOTHING, value: ({ sourceStatus }) => sourceStatus },
  sourceCount: { needs: NEEDS_NOTHING, value: ({ sourceCount }) => sourceCount },
  unknownSources: { needs: NEEDS_NOTHING, value: ({ unknownSources }) => unknownSources },
  sources: {
    needs: NEEDS_NOTHING,
    value: ({ sources }, { first }) => sources(first ?? DEFAULT_SOURCES),
    times: ({ first }) => Math.max(1, first ?? DEFAULT_SOURCES),
  },
  failing: { needs: NEEDS_NOTHING, value: ({ failing }) => failing },
};

const DEFAULT_SOURCES = 20;

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
