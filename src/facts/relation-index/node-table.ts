import type { IndexedNode, ResourceType } from '../node.ts';
import { render, renderingOf } from './rendered-names.ts';
import { createTextStore, type TextStore } from './text-store.ts';

/** The nodes of one state of an environment, some fifty bytes each: what repeats is kept once, what can be told from the rest is not kept. */
export interface NodeTable {
  readonly size: number;
  add(node: IndexedNode): void;
  nodeAt(row: number): IndexedNode;
  /** Gives back what was reserved for more nodes. */
  trim(): void;
  columns(): NodeColumns;
  readonly bytes: number;
}

/** A table as it leaves the process. */
export interface NodeColumns {
  /** What many nodes share: packages, databases, schemas, materializations. Null comes first. */
  readonly words: readonly (string | null)[];
  /** `FIELDS` numbers a node. */
  readonly numbers: Uint32Array;
  readonly texts: Uint8Array;
}

const RESOURCE_TYPES: readonly ResourceType[] = ['MODEL', 'SOURCE', 'SEED', 'SNAPSHOT'];
/** Flags and resource type, texts, package, database, schema, materialization. */
export const FIELDS = 6;
const FIRST_CAPACITY = 64;

/** Bits of the first number. The lowest two are the resource type, the bits from RENDERING_SHIFT on the rendering and one. */
const HAS_USUAL_ID = 1 << 2;
const HAS_OWN_NAME = 1 << 3;
const HAS_IDENTIFIER = 1 << 4;
const HAS_OWN_IDENTIFIER = 1 << 5;
const HAS_OWN_RELATION_NAME = 1 << 6;
const RENDERING_SHIFT = 8;

/** A word of its own that many nodes share: its text, its place in a list and in a map. */
const WORD_BYTES = 100;

export function createNodeTable(initial?: NodeColumns): NodeTable {
  const words = [...(initial?.words ?? [null])];
  const codes = new Map(words.map((word, code) => [word, code]));
  const texts = createTextStore(initial?.texts);
  let wordBytes = 0;
  let numbers = initial?.numbers ?? new Uint32Array(FIELDS * FIRST_CAPACITY);
  let size = (initial?.numbers.length ?? 0) / FIELDS;
  /** Nodes that come one after the other are mostly rendered in one way. */
  let lastRendering = 0;

  function resize(capacity: number): void {
    const other = new Uint32Array(capacity);
    other.set(numbers.subarray(0, size * FIELDS));
    numbers = other;
  }

  function codeOf(word: string | null): number {
    const known = codes.get(word);
    if (known !== undefined) return known;
    codes.set(word, words.length);
    wordBytes += 2 * (word?.length ?? 0) + WORD_BYTES;
    return words.push(word) - 1;
  }

  const wordOf = (code: number): string | null => words[code] ?? null;

  return {
    get size() {
      return size;
    },
    add(node) {
      const start = size * FIELDS;
      if (start + FIELDS > numbers.length) {
        resize(Math.max(2 * numbers.length, FIELDS * FIRST_CAPACITY));
      }
      const rendering = renderingOf(node, lastRendering);
      lastRendering = rendering ?? lastRendering;
      const { flags, own } = pack(node, rendering);
      numbers[start] = flags;
      numbers[start + 1] = texts.add(own);
      numbers[start + 2] = codeOf(node.packageName);
      numbers[start + 3] = codeOf(node.database);
      numbers[start + 4] = codeOf(node.schema);
      numbers[start + 5] = codeOf(node.materializedType);
      size += 1;
    },
    nodeAt(row) {
      const start = row * FIELDS;
      const at = (field: number) => numbers[start + field] ?? 0;
      return unpack(at(0), at(1), texts, {
        packageName: wordOf(at(2)),
        database: wordOf(at(3)),
        schema: wordOf(at(4)),
        materializedType: wordOf(at(5)),
      });
    },
    trim() {
      resize(size * FIELDS);
      texts.trim();
    },
    columns: () => ({ words, numbers: numbers.slice(0, size * FIELDS), texts: texts.toBytes() }),
    get bytes() {
      return numbers.byteLength + texts.bytes + wordBytes;
    },
  };
}

type Words = Pick<IndexedNode, 'packageName' | 'database' | 'schema' | 'materializedType'>;

/** Ids read `<type>.<package>.<name>`; what stands in front of the name is told by the other fields. */
function idPrefixOf(resourceType: ResourceType, packageName: string | null): string {
  return `${resourceType.toLowerCase()}.${packageName ?? ''}.`;
}

/** The part of an id that most nodes are called by: the last, without the version behind it. */
function usualNameOf(idTail: string, resourceType: ResourceType): string {
  return resourceType === 'SOURCE' ? idTail.slice(idTail.indexOf('.') + 1) : idTail;
}

/** `rendering` is null where no known way renders the relation, or where there is none. */
function pack(
  node: IndexedNode,
  rendering: number | null,
): { readonly flags: number; readonly own: string[] } {
  const { uniqueId, resourceType, packageName, name, identifier, relationName } = node;
  const prefix = idPrefixOf(resourceType, packageName);
  const hasUsualId = uniqueId.startsWith(prefix);
  const tail = hasUsualId ? uniqueId.slice(prefix.length) : uniqueId;
  const own = [tail];
  let flags = RESOURCE_TYPES.indexOf(resourceType) | (hasUsualId ? HAS_USUAL_ID : 0);
  if (name !== usualNameOf(tail, resourceType)) {
    flags |= HAS_OWN_NAME;
    own.push(name);
  }
  if (identifier !== null) {
    flags |= HAS_IDENTIFIER;
    if (identifier !== name) {
      flags |= HAS_OWN_IDENTIFIER;
      own.push(identifier);
    }
  }
  if (relationName !== null) {
    flags |= rendering === null ? HAS_OWN_RELATION_NAME : (rendering + 1) << RENDERING_SHIFT;
    if (rendering === null) own.push(relationName);
  }
  return { flags, own };
}

function unpack(flags: number, textsAt: number, texts: TextStore, words: Words): IndexedNode {
  const resourceType = RESOURCE_TYPES[flags & 3] ?? 'MODEL';
  let next = textsAt;
  const read = (): string => {
    const { text, end } = texts.read(next);
    next = end;
    return text;
  };
  const tail = read();
  const uniqueId = flags & HAS_USUAL_ID ? idPrefixOf(resourceType, words.packageName) + tail : tail;
  const name = flags & HAS_OWN_NAME ? read() : usualNameOf(tail, resourceType);
  const ownIdentifier = flags & HAS_OWN_IDENTIFIER ? read() : name;
  const identifier = flags & HAS_IDENTIFIER ? ownIdentifier : null;
  const rendering = flags >>> RENDERING_SHIFT;
  const { database, schema } = words;
  const rendered = rendering === 0 ? null : render(rendering - 1, { database, schema, identifier });
  const relationName = flags & HAS_OWN_RELATION_NAME ? read() : rendered;
  return { uniqueId, resourceType, name, identifier, relationName, ...words };
}
