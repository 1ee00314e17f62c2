import { type DocumentNode, parse } from 'graphql';
import { openMapping } from './mapping/open-mapping.ts';
import { toServedTypeDefs } from './mapping/served-type-defs.ts';
import { readTypeDefs } from './type-defs.ts';

/** The graph that is served, before it is composed: what `rover subgraph publish` takes. */
export interface ServedSchema {
  readonly sdl: string;
  /** The same, parsed. */
  readonly typeDefs: DocumentNode;
}

/**
 * Reads the schema that is served with a mapping file, a path as in ENTITY_MAPPING; without one, the graph's usual names. Rejects
 * with a MappingFileError that names every problem of the file.
 */
export async function readSchema(entityMapping: string | null = null): Promise<ServedSchema> {
  const sdl = toServedTypeDefs(readTypeDefs(), await openMapping(entityMapping));
  return { sdl, typeDefs: parse(sdl) };
}
