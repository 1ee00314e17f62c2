import { isBuilder } from '../relation.ts';
import { describeNode, formatRelationOf, listUpToThree } from '../table-reasons.ts';
import { splitVersion, versionOf } from '../version-name.ts';
import type { FindingOf } from './finding.ts';
import * as phrases from './phrases.ts';
import type { NearMiss } from './selection.ts';

/** The name that a node has in the project, and not in the warehouse. */
export const findProjectName: FindingOf = (nearMiss, read) => {
  const { candidates, differences } = nearMiss;
  const isNearly = differences.name === 'project-signs';
  if (differences.name !== 'project-name' && !isNearly) return null;
  const isOne = candidates.length === 1;
  const word = wordOf(nearMiss);
  const owners = listUpToThree(
    candidates.map(({ node }) => {
      const version = versionOf(node)?.version;
      const name = version === undefined ? 'the name' : `version ${version}`;
      return `${name} of ${describeNode(node)}`;
    }),
  );
  const relations = listUpToThree(candidates.map(({ node }) => formatRelationOf(node)));
  const makes = isOne ? `its ${word} makes it` : `their ${word} makes them`;
  const place = phrases.describePlace(nearMiss, read);
  const state = phrases.describeState(nearMiss);
  const name = `\`${read.name}\` is ${isNearly ? 'nearly ' : ''}${owners} in the project`;
  return {
    text: `${name}; in the warehouse ${makes} ${relations}${place === null ? '' : `, in ${place}`}${state === null ? '' : `, but ${state}`}`,
    advice: [
      `use the ${word} in the catalogue`,
      ...phrases.advisePlace(nearMiss),
      ...phrases.adviseState(nearMiss),
    ],
    link: '.',
  };
};

function wordOf({ candidates }: NearMiss): string {
  const builders = candidates.filter(({ node }) => isBuilder(node)).length;
  if (builders === candidates.length) return 'alias';
  return builders === 0 ? 'identifier' : 'alias or identifier';
}

/** Another version of the same model, or of what the project numbers by hand. */
export const findVersion: FindingOf = (nearMiss, read) => {
  const { candidates, differences } = nearMiss;
  const [first] = candidates;
  if (differences.name !== 'version' || first === undefined) return null;
  const place = phrases.describePlace(nearMiss, read);
  const stands = candidates.length === 1 ? 'stands' : 'stand';
  const clauses = [
    ...(place === null ? [] : [`${stands} in ${place}`]),
    ...[phrases.describeState(nearMiss) ?? []].flat(),
  ];
  const but = clauses.length === 0 ? '' : `, but ${clauses.join(', and ')}`;
  const names = phrases.isElsewhere(differences) ? 'names' : 'name';
  return {
    text: `${phrases.describeRelations(nearMiss)} ${describeVersion(nearMiss, read.name)}${but}`,
    condition: `if that is the table, correct its ${names} in the catalogue`,
    advice: phrases.adviseState(nearMiss),
    link: ':',
  };
};

function describeVersion({ candidates, isLatest }: NearMiss, asked: string): string {
  const isOne = candidates.length === 1;
  const isVersioned = candidates.every(
    ({ node, entry }) => versionOf(node) !== null || splitVersion(entry?.relation.name ?? '') !== null,
  );
  if (!isVersioned) return `${isOne ? 'has' : 'have'} its name without a version`;
  if (!isOne) return 'are versions of it';
  if (isLatest) return 'is the latest version of it that dbt has';
  return splitVersion(asked) === null ? 'is a version of it' : 'is another version of it';
}
