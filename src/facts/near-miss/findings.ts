import { isEphemeral } from '../relation.ts';
import { describeNode, formatRelationOf, listUpToThree } from '../table-reasons.ts';
import type { FindingOf } from './finding.ts';
import * as phrases from './phrases.ts';

/** A node that has no relation. */
export const findUnplaced: FindingOf = ({ candidates, differences }) => {
  const [first] = candidates;
  if (first === undefined || first.entry !== null) return null;
  const isNamed = differences.name === 'project-name';
  const node = describeNode(first.node);
  if (!isEphemeral(first.node)) {
    return {
      text: `${node} ${isNamed ? 'has that name' : 'comes near'}, but dbt gives it no schema`,
      advice: ['give it a schema in the dbt project'],
      link: '.',
    };
  }
  return {
    text: `${node} ${isNamed ? 'is' : 'comes near, but is'} ephemeral: dbt inlines it into the models that read it and builds no table`,
    advice: ['remove the table from the catalogue, or give the model another materialization'],
    link: '.',
  };
};

/** A relation that fits the names as they were read. */
export const findFit: FindingOf = (nearMiss, read) => {
  const { candidates, differences, reading } = nearMiss;
  const { name, schema, database, state, isShard } = differences;
  const [first] = candidates;
  if (first === undefined || name !== 'none' || schema !== 'none' || database !== 'none') return null;
  const advice = phrases.adviseState(nearMiss);
  if (state === 'moved' && reading.cost === 0) {
    return {
      text: `the project's code now puts ${describeNode(first.node)} there, but the table that was built stands elsewhere`,
      advice,
      link: '.',
    };
  }
  const relations = phrases.describeRelations(nearMiss);
  const shards = `one of the tables that ${describeNode(first.node)} covers with ${formatRelationOf(first.node)}`;
  const found = isShard ? shards : `${candidates.length > 1 ? 'found as ' : ''}${relations}`;
  const clause = phrases.describeState(nearMiss);
  const isVague = read.database === null && candidates.length > 1;
  return {
    text: clause === null ? found : `${found}, but ${clause}`,
    advice: isVague ? ['give the table its database', ...advice] : advice,
    link: ':',
    isFit: true,
  };
};

/** The right place and name in another case, where case decides. */
export const findOtherCase: FindingOf = (nearMiss) => {
  const { candidates, differences } = nearMiss;
  const { name, state, isShard } = differences;
  const [first] = candidates;
  if (first === undefined || state !== 'built' || isShard || (name !== 'none' && name !== 'case'))
    return null;
  if (!phrases.isOtherCase(differences) || phrases.isElsewhere(differences)) return null;
  const isOne = candidates.length === 1;
  const differs = `${phrases.describeRelations(nearMiss)} ${isOne ? 'differs' : 'differ'} from it only by case`;
  const { rule, adapterType } = first.place.index;
  return {
    text: rule.caseSensitive
      ? `${differs}, and ${adapterType ?? 'the warehouse'} tells names apart by case`
      : `${differs}, but ${isOne ? 'is' : 'are'} quoted in dbt, and a quoted name matches letter for letter only`,
    advice: ['spell it in the catalogue as the warehouse does'],
    link: ':',
  };
};

/** The right name in another schema or database. */
export const findOtherPlace: FindingOf = (nearMiss, read) => {
  const { candidates, differences } = nearMiss;
  const { name, schema, database, state, isShard } = differences;
  if (name !== 'none' || state !== 'built' || isShard) return null;
  if (phrases.isOtherCase(differences) || !phrases.isElsewhere(differences)) return null;
  const ids = phrases.listIds(nearMiss);
  const advice = phrases.advisePlace(nearMiss);
  if (phrases.isOtherSchema(differences) && phrases.isOtherDatabase(differences)) {
    // One of several other places is alike: this is no list of all of them.
    if (schema === 'signs' || schema === 'slip' || database === 'signs') return null;
    const relations = listUpToThree(candidates.map(({ node }) => formatRelationOf(node)));
    return { text: `\`${read.name}\` exists only elsewhere: ${relations} (${ids})`, advice, link: '.' };
  }
  const path = schema === 'none' ? `${read.schema}.${read.name}` : read.name;
  return {
    text: `\`${path}\` exists in ${phrases.describePlace(nearMiss, read)} (${ids})`,
    aside: database === 'none' ? '' : phrases.describeDefaultDatabase(nearMiss),
    advice,
    link: '.',
  };
};

/** Another name in the very place that was asked. */
export const findOtherName: FindingOf = (nearMiss) => {
  const { candidates, differences } = nearMiss;
  const { name, state, isShard } = differences;
  if (name === 'none' || name === 'case' || state !== 'built' || isShard) return null;
  if (phrases.isOtherCase(differences) || phrases.isElsewhere(differences)) return null;
  const names = listUpToThree(candidates.map(({ entry }) => `\`${entry?.relation.name}\``));
  const letters = name === 'signs' ? ', with the same letters and digits' : '';
  const verb = candidates.length === 1 ? 'is' : 'are';
  return {
    text: `there ${verb} ${names} in that schema (${phrases.listIds(nearMiss)})${letters}`,
    condition: 'if that is the table, correct its name in the catalogue',
    advice: [],
    link: ':',
  };
};
