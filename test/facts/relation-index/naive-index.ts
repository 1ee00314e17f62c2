import { caseRuleOf } from '../../../src/facts/case-rule.ts';
import { slipsBetween, toLetters } from '../../../src/facts/likeness.ts';
import type { IndexedNode } from '../../../src/facts/node.ts';
import { toLooseName, toTargetName } from '../../../src/facts/node-names.ts';
import { isShardPattern } from '../../../src/facts/relation.ts';
import { toRelationEntry } from '../../../src/facts/relation-entry.ts';
import type { RelationEntry, RelationIndex } from '../../../src/facts/relation-index.ts';
import { splitVersion, versionOf } from '../../../src/facts/version-name.ts';

type Lookups = Pick<
  RelationIndex,
  | 'size'
  | 'relationCount'
  | 'has'
  | 'nodeOf'
  | 'names'
  | 'entriesOf'
  | 'entriesInAnyDatabase'
  | 'shardsOf'
  | 'shardPrefixLengths'
  | 'nearby'
>;

/** The lookups of an index as they are defined: every one looks at every node. */
export function createNaiveIndex(adapterType: string | null, listed: readonly IndexedNode[]): Lookups {
  const rule = caseRuleOf(adapterType);
  const nodes = listed.filter(
    (node, at) => listed.findIndex(({ uniqueId }) => uniqueId === node.uniqueId) === at,
  );
  const entries = nodes.flatMap((node) => toRelationEntry(node, rule) ?? []);
  const byId = [...entries].sort((left, right) => (left.node.uniqueId < right.node.uniqueId ? -1 : 1));
  const isSame = (left: string, right: string) => rule.fold(left) === rule.fold(right);
  const isSpelledSame = (left: string, right: string) =>
    rule.caseSensitive ? left === right : isSame(left, right);
  const letters = ({ relation }: RelationEntry) => toLetters(relation.name);
  const prefixOf = ({ relation }: RelationEntry) => relation.name.slice(0, -1);
  const shards = entries.filter(({ node }) => isShardPattern(node));

  return {
    size: nodes.length,
    relationCount: entries.length,
    has: (uniqueId) => nodes.some((node) => node.uniqueId === uniqueId),
    nodeOf: (uniqueId) => nodes.find((node) => node.uniqueId === uniqueId) ?? null,
    names: {
      named: (name) => nodes.filter((node) => toLooseName(node.name) === toLooseName(name)),
      targeted: (target) => nodes.filter((node) => toLooseName(toTargetName(node)) === toLooseName(target)),
    },
    entriesOf: (database, schema, name) =>
      entries.filter(
        ({ relation }) =>
          isSame(relation.database ?? '', database) &&
          isSame(relation.schema, schema) &&
          isSame(relation.name, name),
      ),
    entriesInAnyDatabase: (schema, name) =>
      entries.filter(({ relation }) => isSame(relation.schema, schema) && isSame(relation.name, name)),
    shardsOf: (database, schema, prefix) =>
      shards.filter(
        (entry) =>
          (database === null || isSpelledSame(entry.relation.database ?? '', database)) &&
          isSpelledSame(entry.relation.schema, schema) &&
          isSpelledSame(prefixOf(entry), prefix),
      ),
    shardPrefixLengths: [...new Set(shards.map((entry) => prefixOf(entry).length))].sort(
      (left, right) => right - left,
    ),
    nearby: {
      named: (asked) => byId.filter((entry) => letters(entry) === asked),
      namedInProject: (asked) =>
        byId.filter(
          ({ node, relation }) =>
            versionOf(node) === null &&
            node.name.toLowerCase() !== relation.name.toLowerCase() &&
            toLetters(node.name) === asked,
        ),
      withoutRelation: (asked) =>
        nodes
          .filter((node) => toRelationEntry(node, rule) === null && toLetters(node.name) === asked)
          .sort((left, right) => (left.uniqueId < right.uniqueId ? -1 : 1)),
      versionsOf: (asked) =>
        byId.filter(({ node, relation }) =>
          [versionOf(node), splitVersion(relation.name)].some(
            (version) => version !== null && toLetters(version.base) === asked,
          ),
        ),
      shardsCovering: (asked) =>
        byId
          .filter(({ node }) => isShardPattern(node))
          .map((entry) => ({ entry, prefix: toLetters(prefixOf(entry)) }))
          .filter(({ prefix }) => prefix !== '' && asked.startsWith(prefix))
          // A stable sort: ids stay in their order within a length.
          .sort((left, right) => right.prefix.length - left.prefix.length)
          .map(({ entry }) => entry),
      similarTo: (asked) =>
        [...new Set(entries.map(letters))].filter((other) => slipsBetween(asked, other) !== null).sort(),
    },
  };
}
