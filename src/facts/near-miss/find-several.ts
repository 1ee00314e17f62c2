import type { Relation } from '../node.ts';
import type { Finding } from './finding.ts';
import * as phrases from './phrases.ts';
import type { NearMiss } from './selection.ts';

/** What differs in several respects, each told in a clause. */
export function findSeveral(nearMiss: NearMiss, read: Relation): Finding {
  const { candidates, differences } = nearMiss;
  const { isShard } = differences;
  const isOne = candidates.length === 1;
  const comes = isShard ? 'would cover it' : isOne ? 'comes near' : 'come near';
  const clauses = clausesOf(nearMiss, phrases.describePlace(nearMiss, read));
  const text = `${phrases.describeRelations(nearMiss)} ${comes}${clauses.length === 0 ? '' : `, but ${joinClauses(clauses)}`}`;
  const isElsewhere = phrases.isElsewhere(differences);
  if (isOtherName(differences.name)) {
    const condition = `if that is the table, correct its ${isElsewhere ? 'names' : 'name'} in the catalogue`;
    return { text, condition, advice: phrases.adviseState(nearMiss), link: ':' };
  }
  const spell = `spell ${isElsewhere ? 'the names' : 'it'} in the catalogue as the warehouse does`;
  return {
    text,
    advice: [
      ...phrases.advisePlace(nearMiss),
      ...(phrases.isOtherCase(differences) ? [spell] : []),
      ...phrases.adviseState(nearMiss),
    ],
    link: isElsewhere ? '.' : ':',
  };
}

function clausesOf(nearMiss: NearMiss, place: string | null): readonly string[] {
  const { candidates, differences } = nearMiss;
  const { name } = differences;
  const [is, stands] = candidates.length === 1 ? ['is', 'stands'] : ['are', 'stand'];
  const clauses: string[] = [];
  if (name === 'signs') clauses.push(`${is} spelled with other signs`);
  else if (isOtherName(name)) clauses.push(`${is} spelled a little otherwise`);
  if (place !== null) clauses.push(`${stands} in ${place}`);
  const state = phrases.describeState(nearMiss);
  if (state !== null) clauses.push(state);
  if (phrases.isOtherCase(differences)) clauses.push(describeCase(nearMiss, clauses.length === 0));
  return clauses;
}

function describeCase({ candidates }: NearMiss, isAlone: boolean): string {
  const isOne = candidates.length === 1;
  if (candidates[0]?.place.index.rule.caseSensitive !== true) {
    const quoted = `${isOne ? 'is' : 'are'} quoted in dbt`;
    return isAlone
      ? `${quoted}, and a quoted name matches letter for letter only`
      : `${quoted}, so that case counts`;
  }
  return isAlone
    ? `${isOne ? 'differs' : 'differ'} from it by case, and the warehouse tells names apart by case`
    : `${isOne ? 'is' : 'are'} spelled in another case, which counts there`;
}

function isOtherName(name: NearMiss['differences']['name']): boolean {
  return name !== 'none' && name !== 'case';
}

function joinClauses(clauses: readonly string[]): string {
  const [last = '', ...others] = [...clauses].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')}, and ${last}`;
}
