import { Document, isMap, isScalar, isSeq, type Pair, visit } from 'yaml';
import type { MappingFile } from '../mapping/mapping-file.ts';

/** Where editors find what may stand in a mapping. */
const MAPPING_SCHEMA = './node_modules/dbt-metadata-subgraph/schema/entity-mapping.schema.json';

const COMMENTS: Readonly<Record<string, string>> = {
  tables: ' The types that are tables, and the fields that name their relations.',
  columns: ' The types that are columns: the field of the name, and the one that leads to the table.',
  interfaces: ' Interfaces that carry the contributed fields, too.',
  typePrefix: ' Begins the names of all contributed types: some of them are taken in this graph.',
  rename: ' Contributed fields under other names: their own are taken in this graph.',
  owner: ' The borrowed fields as this graph has them, with their types and nullability.',
};

/** Lists and maps of values alone stand in one line. */
const IN_ONE_LINE = new Set(['columns', 'examples']);

/** The mapping as a file that a person can read and change. */
export function mappingText(file: MappingFile, schemaPath = MAPPING_SCHEMA): string {
  // A map that is used twice is written twice: a reader need not know anchors.
  const document = new Document(file, { aliasDuplicateObjects: false });
  document.commentBefore = [
    ` yaml-language-server: $schema=${schemaPath}`,
    ' How this graph names tables and columns. `dbt-metadata-subgraph adapt` wrote it, the subgraph reads it (ENTITY_MAPPING), and',
    ' `dbt-metadata-subgraph schema --mapping entity-mapping.yaml --check your-schema.graphql` checks it after a change.',
  ].join('\n');
  visit(document, {
    Pair(_, pair, path) {
      const key = keyOf(pair);
      if (path.length === 2) decorate(pair, key);
      if (key === 'pattern' && isScalar(pair.value)) pair.value.type = 'QUOTE_SINGLE';
      if (key === 'environments' && isMap(pair.value) && !pair.value.has('values') && isScalar(pair.key))
        pair.key.commentBefore = accountComment(String(pair.value.get('by')));
      if (key === 'owner' && isScalar(pair.value)) pair.value.type = 'BLOCK_LITERAL';
      if (key === 'relation' && isMap(pair.value) && !pair.value.has('from')) pair.value.flow = true;
      if (key === 'environments' && isMap(pair.value)) pair.value.flow = true;
      if (key === 'interfaces' && isSeq(pair.value)) pair.value.flow = true;
      if (IN_ONE_LINE.has(key) && isSeq(pair.value))
        for (const item of pair.value.items) if (isMap(item)) item.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function decorate(pair: Pair, key: string): void {
  if (!isScalar(pair.key)) return;
  if (key !== 'tables') pair.key.spaceBefore = true;
  const comment = COMMENTS[key];
  if (comment !== undefined) pair.key.commentBefore = comment;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

function accountComment(by: string): string {
  return [
    ` \`${by}\` tells accounts apart. Until it says which of dbt's environments belong to which, all of them answer:`,
    ` environments: { by: ${by}, values: { acme_eu: ['834'], acme_us: ['912'] } }`,
  ].join('\n');
}
